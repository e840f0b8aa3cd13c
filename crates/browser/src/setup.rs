//! How a session looks to the site, and the commands that make it so before its first request.

use serde_json::{Value, json};

/// Who visits: what their browser is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionOptions {
    /// Whether the page's scripts run.
    pub script: bool,
    /// Whether the visitor prefers dark colours.
    pub dark: bool,
    /// Whether the visitor prefers reduced motion.
    pub reduced_motion: bool,
    /// Width of the viewport in CSS pixels.
    pub width: u32,
    /// Height of the viewport in CSS pixels.
    pub height: u32,
    /// A touch screen that honours the page's viewport declaration.
    pub mobile: bool,
    /// What is sent as Accept-Language; Chromium's own when none.
    pub language: Option<String>,
    /// Global Privacy Control: `Sec-GPC: 1` with every request, and its property for scripts.
    pub gpc: bool,
}

impl Default for SessionOptions {
    fn default() -> Self {
        SessionOptions {
            script: true,
            dark: false,
            reduced_motion: false,
            width: 1280,
            height: 900,
            mobile: false,
            language: None,
            gpc: false,
        }
    }
}

type Command = (&'static str, Value);

/// Everything that may send a request is held until it is being listened to; only the browser's
/// own surface is left alone.
pub(crate) fn attach_all() -> Value {
    json!({
        "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
        "filter": [
            { "type": "browser", "exclude": true },
            { "type": "browser_ui", "exclude": true },
            { "type": "tab", "exclude": true },
            {},
        ],
    })
}

/// What a new target is told, in order; the last lets it run.
pub(crate) fn commands(kind: &str, options: &SessionOptions, user_agent: &str) -> Vec<Command> {
    let mut all = vec![("Network.enable", json!({})), ("Runtime.enable", json!({}))];
    if options.gpc {
        all.push(("Network.setExtraHTTPHeaders", json!({ "headers": { "Sec-GPC": "1" } })));
    }
    if let Some(language) = &options.language {
        let params = json!({ "userAgent": user_agent, "acceptLanguage": language });
        all.push(("Network.setUserAgentOverride", params));
    }
    if kind == "page" || kind == "iframe" {
        frame_commands(&mut all, options);
    }
    if kind == "page" {
        page_commands(&mut all, options);
    }
    all.push(("Runtime.runIfWaitingForDebugger", json!({})));
    all
}

fn frame_commands(all: &mut Vec<Command>, options: &SessionOptions) {
    all.push(("Page.enable", json!({})));
    all.push(("Log.enable", json!({})));
    all.push(("DOMStorage.enable", json!({})));
    all.push(("Target.setAutoAttach", attach_all()));
    all.push(media(options));
    if !options.script {
        all.push(("Emulation.setScriptExecutionDisabled", json!({ "value": true })));
    }
    if options.gpc {
        let source = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', \
                      { get: () => true, configurable: true })";
        all.push(("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })));
    }
}

fn page_commands(all: &mut Vec<Command>, options: &SessionOptions) {
    all.push(("ServiceWorker.enable", json!({})));
    all.push(("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })));
    all.push(metrics(options));
    if options.mobile {
        all.push(("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })));
    }
}

/// The preferences of style.
pub(crate) fn media(options: &SessionOptions) -> Command {
    let scheme = if options.dark { "dark" } else { "light" };
    let motion = if options.reduced_motion { "reduce" } else { "no-preference" };
    let features = json!([
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": motion },
    ]);
    ("Emulation.setEmulatedMedia", json!({ "features": features }))
}

/// The size of the viewport.
pub(crate) fn metrics(options: &SessionOptions) -> Command {
    let params = json!({
        "width": options.width, "height": options.height,
        "deviceScaleFactor": 1, "mobile": options.mobile,
    });
    ("Emulation.setDeviceMetricsOverride", params)
}
