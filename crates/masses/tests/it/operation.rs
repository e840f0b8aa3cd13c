//! What whoever runs the server sees of it: the access log and the figures.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::program::{Program, get};

/// A setting put under the heading of its section.
fn set(program: &Program, line: &str) {
    let file = program.site.join("masses.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, format!("{text}\n[server]\n{line}\n")).unwrap();
}

fn access_log(program: &Program) -> Vec<String> {
    let logs = fs::read_dir(program.data.join("logs")).unwrap();
    let text: String = logs.map(|one| fs::read_to_string(one.unwrap().path()).unwrap()).collect();
    text.lines().map(str::to_owned).collect()
}

/// C3: a line for every request, whole when the program has ended, with as much of the address
/// as the settings say, and with the door's pattern in place of what was asked for.
#[tokio::test(flavor = "multi_thread")]
async fn the_access_log_has_every_request_and_so_much_of_an_address() {
    for (setting, whole) in [
        ("access_log = \"truncated\"", Some(false)),
        ("access_log = \"full\"", Some(true)),
        ("access_log = \"off\"", None),
    ] {
        let mut program = Program::demo();
        set(&program, setting);
        program.start().await;
        for _ in 0..25 {
            program.get("/about?who=nora@nachtigall.example").await.unwrap();
        }
        program.stop().await;
        let Some(whole) = whole else {
            assert!(!program.data.join("logs").exists(), "a log although it is off");
            continue;
        };
        let lines = access_log(&program);
        let asked = lines.iter().filter(|line| line.contains(" GET /{*path} 200 ")).count();
        assert_eq!(asked, 25, "{lines:#?}");
        let short = |line: &String| line.split(' ').nth(1).unwrap().ends_with(".0");
        assert_eq!(lines.iter().all(short), !whole, "{lines:#?}");
        assert!(!lines.concat().contains("nora"), "{lines:#?}");
    }
}

/// S28: figures for this machine only, without anybody's data.
#[tokio::test(flavor = "multi_thread")]
async fn figures_are_given_to_this_machine_and_tell_of_nobody() {
    let mut program = Program::demo();
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    set(&program, &format!("metrics_listen = \"{free}\""));
    program.start().await;
    let key = program.key().await;
    program.write(&key, "nora@nachtigall.example", "A question").await.unwrap();
    let figures = get(free, "/metrics").await.unwrap();
    assert!(figures.body.contains("http_requests_total"), "{}", figures.body);
    assert!(figures.body.contains("door=\"/contact\""), "{}", figures.body);
    for personal in ["nora", "nachtigall", "question", "127.0.0.1", &key] {
        assert!(!figures.body.contains(personal), "{personal} in {}", figures.body);
    }
    program.stop().await;
    let elsewhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, free.port()));
    let refused = Program::demo();
    set(&refused, &format!("metrics_listen = \"{elsewhere}\""));
    let why = refused.run(&["check"]).bad();
    assert!(why.contains("only this machine may reach it"), "{why}");
}
