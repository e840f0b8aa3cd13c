//! What becomes of the folders of a site while it is served.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use db::{Config, Db, Statement, binds};

use crate::client::get;
use crate::pages::page;
use crate::program::Program;

/// Asks until the answer holds this text.
async fn seen(program: &Program, path: &str, text: &str) {
    for _ in 0..200 {
        if program.get(path).await.unwrap().body.contains(text) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never says {text}:\n{}", program.log());
}

/// Ends with the test.
struct Closed(Child);

impl Closed {
    /// From now on nobody opens this folder of a program that runs: root, too, is refused.
    async fn folder(program: &Program, folder: &str) -> Self {
        let whole = program.site.join(folder);
        // Paths are compared as they are written.
        let named = whole.strip_prefix(program.root()).unwrap_or(&whole);
        let pid = program.pid().to_string();
        let child = Command::new("strace")
            .args(["-f", "-q", "-o", "/dev/null", "-p", &pid])
            .args([whole.as_path(), named].iter().flat_map(|path| [Path::new("-P"), path]))
            .args(["-e", "trace=openat", "-e", "inject=openat:error=EACCES"])
            .spawn()
            .unwrap();
        let traced = || {
            let tasks = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
            let status = |task: fs::DirEntry| fs::read_to_string(task.path().join("status"));
            tasks.filter_map(|task| status(task).ok()).all(|text| !text.contains("TracerPid:\t0\n"))
        };
        while !traced() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self(child)
    }

    fn open(mut self) {
        // It lets go of the program.
        Command::new("kill").args(["-INT", &self.0.id().to_string()]).status().unwrap();
        self.0.wait().unwrap();
    }
}

/// F22: nobody knows what is in a folder that cannot be looked into. Its pages stay, and those of others
/// go on having a history.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_a_closed_folder_stays() {
    // The versions are counted in the file.
    let mut program = Program::on(None, |settings| settings);
    let write = |file: &str, text: &str| {
        let path = program.site.join("pages").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, page("A page", text)).unwrap();
    };
    write("sub/inner.md", "Inside");
    write("outer.md", "First");
    program.start().await;
    seen(&program, "/sub/inner", "Inside").await;
    let db = Db::open(Config::at(program.data.join("data.sqlite"))).unwrap();
    // Until there are so many versions of it.
    let noted = async |file: &str, wanted: i64| {
        let sql = format!("select count(*) as n from page_version where file = 'pages/{file}'");
        let count = Statement::generated("test::noted", sql);
        let mut found = 0;
        for _ in 0..200 {
            found = db.read_one(&count, binds![]).await.unwrap().unwrap().int("n").unwrap();
            if found == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("there are {found} versions of {file}");
    };
    noted("outer.md", 1).await;
    noted("sub/inner.md", 1).await;
    let closed = Closed::folder(&program, "pages/sub").await;
    let path = |file: &str| program.site.join("pages").join(file);
    fs::write(path("new.md"), page("A page", "New")).unwrap();
    fs::write(path("outer.md"), page("A page", "Second")).unwrap();
    seen(&program, "/new", "New").await;
    seen(&program, "/outer", "Second").await;
    assert!(program.get("/sub/inner").await.unwrap().body.contains("Inside"));
    noted("new.md", 1).await;
    noted("outer.md", 2).await;
    // It is told once all pages are drawn.
    let mut told = false;
    for _ in 0..200 {
        told |= program.log().contains("the folder cannot be read");
        tokio::time::sleep(Duration::from_millis(if told { 0 } else { 50 })).await;
    }
    assert!(told, "{}", program.log());
    // It is not gone.
    noted("sub/inner.md", 1).await;
    closed.open();
    fs::write(path("sub/inner.md"), page("A page", "Again")).unwrap();
    fs::remove_file(path("new.md")).unwrap();
    seen(&program, "/sub/inner", "Again").await;
    noted("sub/inner.md", 2).await;
    noted("new.md", 2).await;
    db.close().await.unwrap();
}

/// Whoever puts a new version of the whole folder there, as it is or under the link that is served, need
/// not start anew.
#[tokio::test(flavor = "multi_thread")]
async fn another_folder_in_its_place_is_seen() {
    for linked in [false, true] {
        let mut program = Program::demo();
        let (first, second) = (program.root().join("first"), program.root().join("second"));
        let copy = |to| Command::new("cp").arg("-r").arg(&program.site).arg(to).status().unwrap();
        assert!(copy(&first).success() && copy(&second).success());
        fs::write(second.join("pages/about.md"), page("About", "The second")).unwrap();
        let site = program.root().join("served");
        match linked {
            true => std::os::unix::fs::symlink(&first, &site).unwrap(),
            false => fs::rename(&first, &site).unwrap(),
        }
        program.site.clone_from(&site);
        program.start().await;
        assert_eq!(program.get("/about").await.unwrap().status, 200);
        match linked {
            true => {
                std::os::unix::fs::symlink(&second, program.root().join("next")).unwrap();
                fs::rename(program.root().join("next"), &site).unwrap();
            }
            false => {
                fs::rename(&site, program.root().join("former")).unwrap();
                fs::rename(&second, &site).unwrap();
            }
        }
        seen(&program, "/about", "The second").await;
        fs::write(site.join("pages/about.md"), page("About", "And changed")).unwrap();
        seen(&program, "/about", "And changed").await;
    }
}

/// Whoever goes through all pages of a site that has just been started is answered without filling
/// the machine.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_at_the_start_is_drawn_for_a_few_at_a_time() {
    let mut program = Program::demo();
    fs::create_dir_all(program.site.join("pages/many")).unwrap();
    for number in 0..600 {
        let file = program.site.join(format!("pages/many/p{number}.md"));
        fs::write(file, page("A page", &format!("It is {number}."))).unwrap();
    }
    program.start().await;
    let address = program.address();
    let ask = |number: u32| {
        tokio::spawn(async move {
            let kind = if number.is_multiple_of(5) { "none" } else { "p" };
            (number, get(address, &format!("/many/{kind}{number}")).await.unwrap())
        })
    };
    let crowd: Vec<_> = (0..200).map(ask).collect();
    let threads = || fs::read_dir(format!("/proc/{}/task", program.pid())).unwrap().count();
    let mut most = 0;
    while !crowd.iter().all(tokio::task::JoinHandle::is_finished) {
        most = most.max(threads());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for one in crowd {
        let (number, reply) = one.await.unwrap();
        match number % 5 {
            0 => assert_eq!(reply.status, 404, "{number}"),
            _ => assert!(reply.body.contains(&format!("It is {number}.")), "{number}"),
        }
    }
    assert!(most < 40, "{most} threads");
}
