//! The doors: every route with who may pass, how often, and under which purpose it exists.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use inventory::Purpose;

use super::body::{Taking, read_form};
use super::shell::{Inbound, Kept, Shell};
use super::{Limit, Pairs, Refusal, Right, Visit};

/// One route and its conditions.
#[derive(Debug, Clone)]
pub struct Door {
    /// The HTTP method. GET includes HEAD.
    pub method: Method,
    /// The pattern, without language: `/desk/inquiries/{id}`.
    pub path: &'static str,
    /// Who may pass.
    pub who: Who,
    /// How often one address may.
    pub limit: Limit,
    /// What may be carried through it.
    pub taking: Taking,
    /// The purpose it serves: while that is not in force, the door does not exist.
    pub purpose: Option<&'static Purpose>,
}

/// Who may pass a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Visitor,
    /// Members of the team whose role has this right.
    Team(Right),
}

/// Knows which purposes a published policy has in force.
pub trait Guard: Send + Sync {
    /// Whether something may be collected for the purpose now.
    fn open(&self, purpose: &Purpose) -> bool;
}

/// The doors of one room, and the routes behind them.
pub struct Opened {
    /// The table of doors.
    pub doors: Vec<Door>,
    /// The routes.
    pub router: Router,
}

/// Collects the doors of one room. `S` is the room's state.
pub struct Doors<S> {
    shell: Arc<Shell>,
    state: S,
    purpose: Option<&'static Purpose>,
    taking: Taking,
    doors: Vec<Door>,
    router: Router<S>,
}

impl<S: Clone + Send + Sync + 'static> Doors<S> {
    /// No doors yet.
    pub fn new(shell: &Arc<Shell>, state: S) -> Self {
        Self {
            shell: shell.clone(),
            state,
            purpose: None,
            taking: Taking::Form,
            doors: Vec::new(),
            router: Router::new(),
        }
    }

    /// The doors added from here on exist only while this purpose is in force.
    #[must_use]
    pub fn under(mut self, purpose: &'static Purpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// The doors added from here on are always there.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.purpose = None;
        self
    }

    /// What may be carried through the doors added from here on, where it is not a plain form.
    #[must_use]
    pub fn taking(mut self, taking: Taking) -> Self {
        self.taking = taking;
        self
    }

    /// A door for everybody.
    #[must_use]
    pub fn visitor<H, T>(self, method: Method, path: &'static str, limit: Limit, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(method, path, Who::Visitor, limit, handler)
    }

    /// A door for members of the team with this right.
    #[must_use]
    pub fn team<H, T>(self, right: Right, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(method, path, Who::Team(right), Limit::NONE, handler)
    }

    /// A door for members of the team with this right that costs something to pass.
    #[must_use]
    pub fn team_limited<H, T>(
        self,
        right: Right,
        method: Method,
        path: &'static str,
        limit: Limit,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(method, path, Who::Team(right), limit, handler)
    }

    /// The finished table and routes.
    pub fn finish(self) -> Opened {
        Opened { doors: self.doors, router: self.router.with_state(self.state) }
    }

    fn add<H, T>(
        mut self,
        method: Method,
        path: &'static str,
        who: Who,
        limit: Limit,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let (taking, purpose) = (self.taking, self.purpose);
        let door = Door { method, path, who, limit, taking, purpose };
        let filter =
            if door.method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
        let keeper = Arc::new((door.clone(), self.shell.clone()));
        let route = on(filter, handler).layer(from_fn_with_state(keeper, pass));
        self.router = self.router.route(path, route);
        self.doors.push(door);
        self
    }
}

/// What happens at every door, in this order: does it exist, is the request ours, what does it
/// carry, is it too often, who is it, may they.
async fn pass(
    State(keeper): State<Arc<(Door, Arc<Shell>)>>,
    request: Request,
    next: Next,
) -> Response {
    let (door, shell) = &*keeper;
    let mut kept = None;
    let mut response = match enter(door, shell, request, &mut kept).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    if let (Some(kept), true) = (kept, response.extensions().get::<Refusal>().is_some()) {
        response.extensions_mut().insert(kept);
    }
    response.extensions_mut().insert(DoorPath(door.path));
    response
}

/// The pattern of the door that was taken, for log and metrics: it holds nobody's data.
#[derive(Debug, Clone, Copy)]
pub(super) struct DoorPath(pub &'static str);

async fn enter(
    door: &Door,
    shell: &Shell,
    request: Request,
    kept: &mut Option<Kept>,
) -> Result<Request, Refusal> {
    if door.purpose.is_some_and(|purpose| !shell.purpose_open(purpose)) {
        return Err(Refusal::NotFound);
    }
    let (mut parts, body) = request.into_parts();
    if parts.method == Method::POST && !shell.same_origin(&parts.headers) {
        return Err(Refusal::CrossOrigin);
    }
    let inbound = parts
        .extensions
        .get::<Inbound>()
        .cloned()
        .ok_or_else(|| Refusal::Internal("a request came past the shell".to_owned()))?;
    let (form, body) = match door.taking {
        // Whoever is behind the door reads it, piece by piece, as an `Upload`.
        _ if parts.method != Method::POST => (Pairs::default(), body),
        Taking::Files => (Pairs::default(), body),
        taking => {
            // Strangers are let to the door of a whole page with a form's worth only.
            let stranger = taking == Taking::Page && stranger(door, shell, &parts.headers).await?;
            let taking = if stranger { Taking::Form } else { taking };
            let form = read_form(&parts.headers, body, taking).await?;
            *kept = Some(Kept::new(&inbound, &form));
            (form, axum::body::Body::empty())
        }
    };
    let address = shell.visitor_address(&inbound, &parts.headers);
    shell.limits().count(door.limit, address).map_err(Refusal::TooMany)?;
    let visit = visit(door, shell, &parts, inbound, form, address).await?;
    parts.extensions.insert(visit);
    Ok(Request::from_parts(parts, body))
}

/// Whether somebody who is not signed in asks at a door of the team.
async fn stranger(door: &Door, shell: &Shell, headers: &HeaderMap) -> Result<bool, Refusal> {
    let cookies = super::Jar::read(headers, shell.secure());
    let known = matches!(door.who, Who::Visitor);
    Ok(!known && shell.member(&cookies, shell.now()).await?.is_none())
}

async fn visit(
    door: &Door,
    shell: &Shell,
    parts: &axum::http::request::Parts,
    inbound: Inbound,
    form: Pairs,
    address: std::net::IpAddr,
) -> Result<Visit, Refusal> {
    let now = shell.now();
    let cookies = super::Jar::read(&parts.headers, shell.secure());
    let member = match door.who {
        Who::Visitor => None,
        Who::Team(right) => {
            let member = shell.member(&cookies, now).await?.ok_or(Refusal::SignIn)?;
            if !member.role.may(right) {
                return Err(Refusal::Forbidden);
            }
            Some(member)
        }
    };
    let text = |name: axum::http::HeaderName| {
        parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    Ok(Visit {
        prefix: inbound.prefix,
        lang: inbound.lang,
        path: parts.uri.path().to_owned(),
        // A query that cannot be read is none: the page is there all the same.
        query: super::decode(parts.uri.query().unwrap_or_default().as_bytes()).unwrap_or_default(),
        form: Arc::new(form),
        member,
        address,
        cookies,
        if_none_match: text(axum::http::header::IF_NONE_MATCH),
        codings: super::Codings::of(&parts.headers),
        now,
        secure: shell.secure(),
    })
}
