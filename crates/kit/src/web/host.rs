//! Whose requests these are: the Host they name, and the address they come from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderName, header};

use super::fields::{Fields, text};

/// Where a proxy says for whom it asks.
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The names this site answers to.
#[derive(Debug, Clone)]
pub struct Hosts {
    authority: String,
    loopback: bool,
    any_port: bool,
}

impl Hosts {
    /// `url`: the configured address of the site. `loopback`: the listener is on this machine
    /// only, so that its own names are accepted with any port.
    pub fn new(url: &str, loopback: bool) -> Self {
        let authority = url.split("://").nth(1).unwrap_or(url).trim_end_matches('/');
        Self { authority: authority.to_ascii_lowercase(), loopback, any_port: false }
    }

    /// The same for a listener beside the site's own: by its name alone, whatever the port.
    pub(super) fn any_port(name: &str, loopback: bool) -> Self {
        Self { any_port: true, ..Self::new(name, loopback) }
    }

    /// Whether a request names one of ours (S15). `authority`: that of its target, if it has one.
    pub fn accepts<F: Fields + ?Sized>(&self, fields: &F, authority: Option<&str>) -> bool {
        self.is_usual(fields, authority) || self.is_ours(fields, authority)
    }

    /// What nearly every request looks like: the name as it is configured, and a target without one.
    fn is_usual<F: Fields + ?Sized>(&self, fields: &F, authority: Option<&str>) -> bool {
        let mut all = fields.all(header::HOST);
        let one = all.next().is_some_and(|host| host == self.authority.as_bytes());
        one && all.next().is_none() && authority.is_none()
    }

    fn is_ours<F: Fields + ?Sized>(&self, fields: &F, authority: Option<&str>) -> bool {
        let mut all = fields.all(header::HOST);
        let host = match (all.next(), all.next()) {
            (Some(host), None) => text(host),
            (None, None) => authority,
            _ => None,
        };
        let Some(host) = host.map(str::to_ascii_lowercase) else { return false };
        // A target in absolute form wins over the Host (RFC 9112, section 3.2.2): it has to be
        // ours as well.
        let target = authority.map(str::to_ascii_lowercase);
        self.knows(&host) && target.is_none_or(|target| self.knows(&target))
    }

    /// Whether this is the origin of one of ours: `https://example.org`.
    pub fn is_origin(&self, origin: &str) -> bool {
        let mut parts = origin.splitn(2, "://");
        let scheme = parts.next().unwrap_or_default();
        matches!(scheme, "http" | "https")
            && parts.next().is_some_and(|host| self.knows(&host.to_ascii_lowercase()))
    }

    fn knows(&self, host: &str) -> bool {
        let own = self.authority.as_str();
        host == own
            || (self.any_port && host.strip_prefix(own).is_some_and(is_port_or_nothing))
            || host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")) == Some(own)
            || (self.loopback && is_loopback(host))
    }
}

fn is_loopback(host: &str) -> bool {
    let names = ["localhost", "127.0.0.1", "[::1]"];
    names.iter().filter_map(|name| host.strip_prefix(name)).any(is_port_or_nothing)
}

fn is_port_or_nothing(rest: &str) -> bool {
    match rest.strip_prefix(':') {
        Some(port) => is_port(port),
        None => rest.is_empty(),
    }
}

/// Digits only: a number type would take a sign as well.
fn is_port(port: &str) -> bool {
    !port.is_empty() && port.len() <= 5 && port.bytes().all(|digit| digit.is_ascii_digit())
}

/// The address of a hop in `X-Forwarded-For`; some proxies write the port behind it.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = text.parse::<IpAddr>().ok();
    plain.or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
}

/// The reverse proxies whose headers count.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Vec<(IpAddr, u8)>);

impl Proxies {
    /// From addresses or networks: `10.0.0.1`, `10.0.0.0/8`, `::1`. What does not parse is left
    /// out; the settings have refused it before.
    pub fn new<'a>(entries: impl IntoIterator<Item = &'a str>) -> Self {
        let parse = |entry: &str| {
            let (address, bits) = entry.split_once('/').unwrap_or((entry, ""));
            let address: IpAddr = address.parse().ok()?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits = if bits.is_empty() { most } else { bits.parse().ok()? };
            (bits <= most).then_some((address, bits))
        };
        Self(entries.into_iter().filter_map(parse).collect())
    }

    /// The visitor's address: the peer's, or behind configured proxies the last address in
    /// `X-Forwarded-For` that is not one of them (S16).
    pub fn visitor<F: Fields + ?Sized>(&self, peer: IpAddr, fields: &F) -> IpAddr {
        let mut address = plain(peer);
        if !self.trusts(address) {
            return address;
        }
        let lines = fields.all(FORWARDED).filter_map(text).flat_map(|line| line.split(','));
        let lines: Vec<&str> = lines.collect();
        for entry in lines.into_iter().rev() {
            let Some(hop) = hop(entry) else { break };
            address = plain(hop);
            if !self.trusts(address) {
                break;
            }
        }
        address
    }

    /// Whether this is one of them.
    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|&(network, bits)| mask(address, bits) == mask(network, bits))
    }
}

/// The address without its last part: IPv4 to /24, IPv6 to /48 (C3).
pub fn truncate(address: IpAddr) -> IpAddr {
    match plain(address) {
        address @ IpAddr::V4(_) => mask(address, 24),
        address @ IpAddr::V6(_) => mask(address, 48),
    }
}

/// The unit that limits count by: IPv4 whole, IPv6 by /64 (S9).
pub(super) fn unit(address: IpAddr) -> IpAddr {
    match plain(address) {
        address @ IpAddr::V4(_) => address,
        address @ IpAddr::V6(_) => mask(address, 64),
    }
}

fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn mask(address: IpAddr, bits: u8) -> IpAddr {
    let shift = |width: u32| width.saturating_sub(u32::from(bits));
    match address {
        IpAddr::V4(v4) => {
            let kept = u32::MAX.checked_shl(shift(32)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & kept))
        }
        IpAddr::V6(v6) => {
            let kept = u128::MAX.checked_shl(shift(128)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & kept))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::*;

    fn host(name: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(name).unwrap());
        headers
    }

    /// S15: an unknown Host is refused.
    #[test]
    fn unknown_hosts_are_refused() {
        let hosts = Hosts::new("https://example.org", false);
        assert!(hosts.accepts(&host("example.org"), None));
        assert!(hosts.accepts(&host("EXAMPLE.org:443"), None));
        for bad in ["evil.example", "example.org.evil.example", "localhost:8080", ""] {
            assert!(!hosts.accepts(&host(bad), None), "{bad}");
        }
        let local = Hosts::new("https://example.org", true);
        for good in ["localhost:8080", "127.0.0.1:1", "[::1]:8080", "localhost"] {
            assert!(local.accepts(&host(good), None), "{good}");
        }
        for bad in ["localhost.evil.example", "[127.0.0.1]evil", "127.0.0.1:+80", "[::1]evil:80"] {
            assert!(!local.accepts(&host(bad), None), "{bad}");
        }
        assert!(!hosts.accepts(&host("example.org"), Some("evil.example")));
        let beside = Hosts::any_port("example.org", false);
        for good in ["example.org", "example.org:80", "Example.org:8080"] {
            assert!(beside.accepts(&host(good), None), "{good}");
        }
        for bad in
            ["example.org.evil.example", "example.org:+80", "evil.example:80", "a.example.org"]
        {
            assert!(!beside.accepts(&host(bad), None), "{bad}");
        }
        let mut twice = host("example.org");
        twice.append(header::HOST, HeaderValue::from_static("evil.example"));
        assert!(!hosts.accepts(&twice, None));
    }

    /// S16: proxy headers only from configured proxies.
    #[test]
    fn forwarded_addresses_count_only_from_configured_proxies() {
        let proxies = Proxies::new(["10.0.0.0/8"]);
        let mut headers = HeaderMap::new();
        headers
            .insert("x-forwarded-for", HeaderValue::from_static("1.1.1.1, 203.0.113.9, 10.0.0.2"));
        let peer = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(proxies.visitor(peer("10.0.0.1"), &headers), peer("203.0.113.9"));
        headers.insert("x-forwarded-for", HeaderValue::from_static("203.0.113.9:4711"));
        assert_eq!(proxies.visitor(peer("10.0.0.1"), &headers), peer("203.0.113.9"));
        assert_eq!(proxies.visitor(peer("198.51.100.1"), &headers), peer("198.51.100.1"));
        assert_eq!(proxies.visitor(peer("::ffff:198.51.100.1"), &headers), peer("198.51.100.1"));
    }

    /// C3: the log holds only part of an address.
    #[test]
    fn addresses_are_truncated() {
        assert_eq!(truncate("203.0.113.77".parse().unwrap()).to_string(), "203.0.113.0");
        assert_eq!(truncate("2001:db8:1:2::3".parse().unwrap()).to_string(), "2001:db8:1::");
        assert_eq!(unit("2001:db8:1:2::3".parse().unwrap()).to_string(), "2001:db8:1:2::");
    }
}
