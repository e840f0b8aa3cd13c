//! What a visitor's browser did: every request with its answer, every complaint, every download.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::complaint::{logged, said, thrown};
use crate::storage::StorageKind;

/// A request that left, or would have left had it not been blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Where to.
    pub url: String,
    /// GET, POST and so on.
    pub method: String,
    /// What for, in Chromium's words: Document, Stylesheet, Script, Image, Fetch, Ping, …
    pub kind: String,
    /// The document that caused it.
    pub document: String,
    /// The headers as they went over the wire, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, if it is text.
    pub body: Option<String>,
    /// Why it failed or was blocked, if so: `blocked: csp`, `net::ERR_…`.
    pub failed: Option<String>,
}

/// An answer that came, redirects included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The address that answered.
    pub url: String,
    /// The status.
    pub status: u16,
    /// What for, as in [`Request::kind`].
    pub kind: String,
    /// The headers as they came over the wire, names in lower case, one entry per Set-Cookie.
    pub headers: Vec<(String, String)>,
}

/// A file that the page handed to the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Where it came from.
    pub url: String,
    /// The name it was given.
    pub name: String,
    /// Where it lies, until the browser is dropped.
    pub path: PathBuf,
    /// Whether it is there as a whole.
    pub complete: bool,
}

impl Request {
    /// The host it goes to; none for `data:` and the like.
    pub fn host(&self) -> Option<&str> {
        host(&self.url)
    }

    /// Whether it leaves the given site, an address or a host, for another host.
    pub fn leaves(&self, site: &str) -> bool {
        let site = host(site).unwrap_or(site);
        self.host().is_some_and(|host| !host.eq_ignore_ascii_case(site))
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

impl Response {
    /// A header by its name in lower case; the first, if there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Every Set-Cookie, refused ones included.
    pub fn set_cookies(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| &**value)
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
}

/// `scheme://host:port` of an address of the web.
pub(crate) fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let scheme = &url[..start - 3];
    if !matches!(scheme, "http" | "https" | "ws" | "wss") {
        return None;
    }
    let length = url[start..].find(['/', '?', '#']).unwrap_or(url.len() - start);
    Some(&url[..start + length])
}

fn host(url: &str) -> Option<&str> {
    let authority = origin(url)?.split_once("://")?.1;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, rest)| rest);
    if authority.starts_with('[') {
        return Some(&authority[..authority.find(']').map_or(authority.len(), |end| end + 1)]);
    }
    Some(authority.split(':').next().unwrap_or(authority))
}

/// The raw notes of one context. The headers that really travelled are reported apart and in no
/// fixed order, so requests and answers are put together when somebody asks for them.
#[derive(Default)]
pub(crate) struct Record {
    requests: Vec<(String, Request)>,
    responses: Vec<Answered>,
    sent: HashMap<String, Vec<Headers>>,
    received: HashMap<String, Vec<Headers>>,
    failures: HashMap<String, String>,
    pub(crate) console: Vec<String>,
    downloads: Vec<(String, Download)>,
    pub(crate) origins: BTreeSet<String>,
    pub(crate) stored: BTreeMap<(String, StorageKind, String), String>,
    pub(crate) workers: BTreeMap<String, String>,
}

type Headers = Vec<(String, String)>;

struct Answered {
    id: String,
    loader: String,
    /// Whether the headers that really travelled are reported apart.
    apart: bool,
    response: Response,
}

impl Record {
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut hops: HashMap<&str, usize> = HashMap::new();
        let mut all = Vec::with_capacity(self.requests.len());
        for (id, request) in &self.requests {
            let hop = hops.entry(id).or_default();
            let mut request = request.clone();
            if let Some(headers) = self.sent.get(id).and_then(|sent| sent.get(*hop)) {
                request.headers.clone_from(headers);
            }
            *hop += 1;
            request.failed = self.failures.get(id).cloned();
            all.push(request);
        }
        all
    }

    pub(crate) fn responses(&self) -> Vec<Response> {
        let mut hops: HashMap<&str, usize> = HashMap::new();
        let mut all = Vec::with_capacity(self.responses.len());
        for Answered { id, apart, response, .. } in &self.responses {
            let mut response = response.clone();
            if *apart {
                let hop = hops.entry(id).or_default();
                if let Some(headers) = self.received.get(id).and_then(|all| all.get(*hop)) {
                    response.headers.clone_from(headers);
                }
                *hop += 1;
            }
            all.push(response);
        }
        all
    }

    /// The status with which a document came.
    pub(crate) fn status(&self, loader: &str) -> Option<u16> {
        self.responses
            .iter()
            .rev()
            .find(|answered| answered.id == loader && answered.loader == loader)
            .map(|answered| answered.response.status)
    }

    pub(crate) fn downloads(&self) -> Vec<Download> {
        self.downloads.iter().map(|(_, download)| download.clone()).collect()
    }

    pub(crate) fn hear(&mut self, method: &str, mut params: Value) {
        match method {
            "Network.requestWillBeSent" => self.hear_request(&params),
            "Network.responseReceived" => self.hear_response(&params),
            "Network.requestWillBeSentExtraInfo" => {
                let headers = headers(&params["headers"]);
                self.sent.entry(text(&params, "requestId")).or_default().push(headers);
            }
            "Network.responseReceivedExtraInfo" => {
                let headers = headers(&params["headers"]);
                self.received.entry(text(&params, "requestId")).or_default().push(headers);
            }
            "Network.loadingFailed" => {
                let why = match params["blockedReason"].as_str() {
                    Some(reason) => format!("blocked: {reason}"),
                    None => text(&params, "errorText"),
                };
                self.failures.insert(text(&params, "requestId"), why);
            }
            "Network.webSocketCreated" | "Network.webTransportCreated" => {
                self.hear_socket(method, &params);
            }
            "Page.frameNavigated" => {
                self.origins
                    .extend(params["frame"]["url"].as_str().and_then(origin).map(Into::into));
            }
            "Page.javascriptDialogOpening" => {
                let said = text(&params, "message");
                self.console.push(format!("dialog ({}): {said}", text(&params, "type")));
            }
            "Runtime.consoleAPICalled" => self.console.extend(said(&params)),
            "Runtime.exceptionThrown" => {
                self.console.push(format!("uncaught: {}", thrown(&params["exceptionDetails"])));
            }
            "Log.entryAdded" => self.console.extend(logged(&params["entry"])),
            "ServiceWorker.workerRegistrationUpdated" => self.hear_workers(&params),
            _ if method.starts_with("DOMStorage.") => self.hear_storage(method, params.take()),
            _ => {}
        }
    }

    fn hear_request(&mut self, params: &Value) {
        let (id, document) = (text(params, "requestId"), text(params, "documentURL"));
        // What Chromium's own page about a failure draws is not the site's.
        if document.starts_with("chrome-error:") {
            return;
        }
        let kind = params["type"].as_str().unwrap_or("Other").to_owned();
        if !params["redirectResponse"].is_null() {
            let apart = params["redirectHasExtraInfo"] == true;
            self.note_response(&id, "", &kind, apart, &params["redirectResponse"]);
        }
        let request = &params["request"];
        let fragment = request["urlFragment"].as_str().unwrap_or_default();
        let request = Request {
            url: text(request, "url") + fragment,
            method: text(request, "method"),
            kind,
            document,
            headers: headers(&request["headers"]),
            body: request["postData"].as_str().map(str::to_owned),
            failed: None,
        };
        self.requests.push((id, request));
    }

    fn hear_response(&mut self, params: &Value) {
        let (id, loader, kind) =
            (text(params, "requestId"), text(params, "loaderId"), text(params, "type"));
        if self.requests.iter().any(|(known, _)| *known == id) {
            let apart = params["hasExtraInfo"] == true;
            self.note_response(&id, &loader, &kind, apart, &params["response"]);
        }
    }

    fn note_response(&mut self, id: &str, loader: &str, kind: &str, apart: bool, from: &Value) {
        let status = from["status"].as_u64().and_then(|status| u16::try_from(status).ok());
        let response = Response {
            url: text(from, "url"),
            status: status.unwrap_or_default(),
            kind: kind.to_owned(),
            headers: headers(&from["headers"]),
        };
        let (id, loader) = (id.to_owned(), loader.to_owned());
        self.responses.push(Answered { id, loader, apart, response });
    }

    fn hear_socket(&mut self, method: &str, params: &Value) {
        let kind = if method == "Network.webSocketCreated" { "WebSocket" } else { "WebTransport" };
        let id = params["requestId"].as_str().or(params["transportId"].as_str());
        let request = Request {
            url: text(params, "url"),
            method: "GET".to_owned(),
            kind: kind.to_owned(),
            document: String::new(),
            headers: Vec::new(),
            body: None,
            failed: None,
        };
        self.requests.push((id.unwrap_or_default().to_owned(), request));
    }

    fn hear_workers(&mut self, params: &Value) {
        for worker in params["registrations"].as_array().into_iter().flatten() {
            let id = text(worker, "registrationId");
            if worker["isDeleted"] == true {
                self.workers.remove(&id);
            } else {
                self.workers.insert(id, text(worker, "scopeURL"));
            }
        }
    }

    fn hear_storage(&mut self, method: &str, params: Value) {
        let place = &params["storageId"];
        let kind =
            if place["isLocalStorage"] == true { StorageKind::Local } else { StorageKind::Session };
        // Under partitioning the key of the storage is told, and the origin is its beginning.
        let site = place["securityOrigin"].as_str().or(place["storageKey"].as_str());
        let site = site.unwrap_or_default().trim_end_matches('/').to_owned();
        let key = text(&params, "key");
        match method {
            "DOMStorage.domStorageItemsCleared" => {
                self.stored.retain(|(known, what, _), _| *known != site || *what != kind);
            }
            "DOMStorage.domStorageItemRemoved" => {
                self.stored.remove(&(site, kind, key));
            }
            _ => {
                self.stored.insert((site, kind, key), text(&params, "newValue"));
            }
        }
    }

    pub(crate) fn hear_download(&mut self, params: &Value, folder: &Path) {
        let id = text(params, "guid");
        let known = self.downloads.iter_mut().find(|(known, _)| *known == id);
        match (known, params["suggestedFilename"].as_str()) {
            (Some((_, download)), _) if params["state"] == "completed" => download.complete = true,
            (None, Some(name)) => {
                let (url, path) = (text(params, "url"), folder.join(&id));
                let download = Download { url, name: name.to_owned(), path, complete: false };
                self.downloads.push((id, download));
            }
            _ => {}
        }
    }
}

fn text(from: &Value, name: &str) -> String {
    from[name].as_str().unwrap_or_default().to_owned()
}

/// Several headers of one name come as one, their values apart by line breaks.
fn headers(from: &Value) -> Headers {
    let pairs = from.as_object().into_iter().flatten();
    pairs
        .flat_map(|(name, value)| {
            let name = name.to_lowercase();
            let lines = value.as_str().unwrap_or_default().split('\n');
            lines.map(move |line| (name.clone(), line.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(url: &str) -> Request {
        let empty = String::new;
        Request {
            url: url.into(),
            method: "GET".into(),
            kind: empty(),
            document: empty(),
            headers: Vec::new(),
            body: None,
            failed: None,
        }
    }

    #[test]
    fn hosts_are_told_apart() {
        assert_eq!(to("http://a.example:80/x").host(), Some("a.example"));
        assert_eq!(to("https://u:p@a.example?q").host(), Some("a.example"));
        assert_eq!(to("ws://[::1]:8080/").host(), Some("[::1]"));
        assert_eq!(to("data:text/plain,x").host(), None);
        assert!(to("https://b.example/").leaves("https://a.example/about"));
        assert!(to("https://b.example/").leaves("a.example"));
        assert!(!to("https://a.example:444/").leaves("http://A.example:1/"));
        assert!(!to("data:,").leaves("a.example"));
    }

    #[test]
    fn joined_headers_are_parted() {
        let joined = serde_json::json!({ "Set-Cookie": "a=1\nb=2" });
        assert_eq!(
            headers(&joined),
            [("set-cookie".into(), "a=1".into()), ("set-cookie".into(), "b=2".into())]
        );
    }
}
