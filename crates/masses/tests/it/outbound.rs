//! The sixth of the checks, seen from outside: the program is watched by the operating system
//! while it starts, takes a message and shows it at the desk, and everybody it talks to is noted.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::colleague::Colleague;
use crate::http::Visitor;
use crate::program::Program;

/// Whom a noted call talks to, where it is not a socket that is connected already: `inet
/// 192.0.2.1 port 25`, or `unix`.
fn peer(call: &str) -> Option<String> {
    let between = |begin: &str, end: &str| {
        let (_, rest) = call.split_once(begin)?;
        Some(rest.split(end).next().unwrap_or_default().to_owned())
    };
    let family = between("sa_family=", ",").or_else(|| between("sa_family=", "}"))?;
    let port = between("port=htons(", ")");
    match family.as_str() {
        "AF_UNIX" | "AF_UNSPEC" | "AF_NETLINK" => Some("unix".to_owned()),
        "AF_INET" => Some(format!("{}:{}", between("inet_addr(\"", "\"")?, port?)),
        "AF_INET6" => Some(format!("[{}]:{}", between("AF_INET6, \"", "\"")?, port?)),
        other => Some(format!("{other}: {call}")),
    }
}

/// Everybody outside of the process that it talked to over a network.
fn peers(calls: &str) -> BTreeSet<String> {
    calls.lines().filter_map(peer).filter(|peer| peer != "unix").collect()
}

#[test]
fn noted_calls_are_understood() {
    let calls = "\
        7 connect(9, {sa_family=AF_UNIX, sun_path=\"/run/nscd/socket\"}, 110) = -1 ENOENT\n\
        7 connect(9, {sa_family=AF_INET, sin_port=htons(25), sin_addr=inet_addr(\"192.0.2.1\")}, 16) = 0\n\
        8 connect(9, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), \
        inet_pton(AF_INET6, \"2001:db8::1\", &sin6_addr), sin6_scope_id=0}, 28) = 0\n\
        8 sendto(9, \"x\", 1, 0, {sa_family=AF_INET, sin_port=htons(53), \
        sin_addr=inet_addr(\"192.0.2.53\")}, 16) = 1\n\
        9 sendto(11, \"HTTP/1.1 200 OK\", 15, MSG_NOSIGNAL, NULL, 0) = 15\n\
        9 +++ exited with 0 +++\n";
    let expected = ["192.0.2.1:25", "192.0.2.53:53", "[2001:db8::1]:443"];
    assert_eq!(peers(calls), expected.map(str::to_owned).into());
}

/// Starts it under watch, writes through the form, joins the team and looks at the message.
async fn day_of(program: &mut Program) {
    program.watch();
    program.start().await;
    let key = program.key().await;
    let thanks = program.write(&key, "nora@nachtigall.example", "May I join?").await.unwrap();
    assert_eq!(thanks.status, 200, "{}", thanks.body);
    let invited = program.run(&["team", "invite", "--owner"]).good();
    let link = invited.split_whitespace().find(|word| word.contains("/desk/join/")).expect("link");
    let link = &link[link.find("/desk/join/").unwrap()..];
    let now = kit::clock::Clock::system().now();
    let email = "olga@team.example";
    let owner = Colleague::join(Visitor::new(&*program), link, "Olga Owner", email, now).await;
    for path in ["/desk/inquiries", "/desk/system", "/desk/policy", "/desk/journal"] {
        let page = owner.browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(path != "/desk/inquiries" || page.body.contains("May I join?"), "{}", page.body);
    }
    for path in ["/", "/privacy", "/health/ready"] {
        assert_eq!(program.get(path).await.unwrap().status, 200, "{path}");
    }
}

/// Stopped, and watched to the end: what is not noted did not happen.
async fn watched_to_the_end(program: &mut Program) -> BTreeSet<String> {
    program.stop().await;
    let calls = program.calls();
    assert!(calls.contains("+++ exited with 0 +++"), "it was not watched to the end: {calls}");
    peers(&calls)
}

/// P34, S7: without a mail server, it talks to nobody.
#[tokio::test]
async fn it_talks_to_nobody() {
    let mut program = Program::demo();
    day_of(&mut program).await;
    assert_eq!(watched_to_the_end(&mut program).await, BTreeSet::new());
}

/// With one, to that one only.
#[tokio::test]
async fn it_talks_to_the_mail_server_and_to_nobody_else() {
    let mut program = Program::demo();
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap();
    let file = program.site.join("masses.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    let relay = format!(
        "\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
         provider = \"Example Mail\"\ncountry = \"DE\"\ncontract = \"Contract of 2026\"\n",
        address.port()
    );
    std::fs::write(&file, settings + &relay).unwrap();
    day_of(&mut program).await;
    // The mail of thanks is handed over; this server says nothing, and hangs up.
    let called = tokio::time::timeout(Duration::from_secs(20), server.accept()).await;
    called.expect("the mail server was never called").unwrap();
    drop(server);
    assert_eq!(watched_to_the_end(&mut program).await, [address.to_string()].into());
}
