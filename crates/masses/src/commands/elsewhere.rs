//! Whether the site's own address leads to where the program listens.

use std::net::SocketAddr;

use kit::settings::{Database, Settings};

/// Before the program runs: what will not work, and what to set. It may yet be told to listen
/// somewhere else.
pub fn before(settings: &Settings) -> Option<String> {
    let (url, listen) = (&settings.site.url, settings.server.listen);
    // Beside other nodes, one of them may well answer there.
    let alone = matches!(settings.database, Database::Embedded);
    let port = alone.then(|| port(url, listen)).flatten()?;
    Some(format!(
        "Links will lead nowhere: `url` in [site] is {url}, and the program will listen on port \
         {port} (`listen` in [server]).\n  Let both name the same port, unless something leads \
         from one to the other."
    ))
}

/// The same when it has begun to listen there.
pub fn at_the_start(url: &str, address: SocketAddr) -> Option<String> {
    let port = port(url, address)?;
    Some(format!(
        "

  WARNING: `url` in [site] is {url}, and nothing of this site answers there.
  What begins with it leads nowhere: links in mails, in the policy and in the feed,
  those for joining and for a new password that the desk and `masses team` make, and
  where search engines are told that each page is. Set
  url = \"http://127.0.0.1:{port}\" in masses.toml, or start with
  MASSES_SITE__URL=http://127.0.0.1:{port}, unless something leads from there to here."
    ))
}

/// The port on which the program listens, where the site's own address is on this machine and
/// names another.
fn port(url: &str, address: SocketAddr) -> Option<u16> {
    let host = url.strip_prefix("http://")?.trim_end_matches('/');
    let here = ["127.0.0.1", "localhost", "[::1]"];
    let port = here.iter().find_map(|name| host.strip_prefix(name))?;
    let port = match port.strip_prefix(':') {
        Some(port) => port.parse().ok()?,
        None => 80,
    };
    (address.port() != port).then_some(address.port())
}
