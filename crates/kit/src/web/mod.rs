//! The web shell: what every request passes and every answer carries, decided in one place.
//!
//! A room adds its routes to [`Doors`]; a route that is not a door cannot be reached. Around all
//! of them stands the [`Shell`]: Host check, language, cross-origin check, limits, who is signed
//! in, body size and deadline, declared cookies, the security headers, the access log and the
//! pages for errors.

mod answer;
mod body;
mod coding;
mod cookies;
mod doors;
mod ending;
mod fields;
mod front;
mod headers;
mod host;
mod limits;
mod log;
mod quick;
mod ready;
mod redirect;
mod rewound;
mod serve;
mod shell;
pub mod tls;
mod upload;
mod visit;

pub use answer::{Answer, Refusal, html, html_status, redirect};
pub use body::{Pairs, Taking, decode};
pub use coding::{Asked, Coding, Codings};
pub use cookies::{Jar, SetCookie, expired};
pub use doors::{Door, Doors, Guard, Opened, Who};
pub use fields::Fields;
pub use headers::{concerns, security};
pub use host::{Hosts, Proxies, truncate};
pub use limits::{Limit, Limits};
pub use log::{AccessLog, LogAddress};
pub use ready::{Head, Prepared, Ready};
pub use serve::{listen, serve};
pub use shell::{ErrorPages, Inbound, Kept, PageLater, Refused, Shell, ShellConfig};
pub use upload::{Part, Upload};
pub use visit::{Doorkeeper, Member, Right, RoleName, Visit};
