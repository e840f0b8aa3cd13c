//! nginx, sending the very bytes and headers that the program sends, from files that were packed
//! beforehand.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::http::{Client, Whole};
use crate::program::cpu_us;

/// Headers that it makes by itself.
const OWN: [&str; 8] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "server",
];

/// nginx, running.
pub struct Nginx {
    master: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Nginx {
    /// Starts it with two workers, in a folder of its own. `plain` is sent for `/plain`, `packed`
    /// for `/packed`, as they came from the program.
    pub async fn start(folder: &Path, plain: &Whole, packed: &Whole) -> Result<Self> {
        let _ = fs::remove_dir_all(folder);
        for name in ["files", "tmp"] {
            fs::create_dir_all(folder.join(name))?;
        }
        fs::write(folder.join("files/plain"), &plain.body)?;
        fs::write(folder.join("files/packed"), &packed.body)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        fs::write(folder.join("nginx.conf"), config(address, plain))?;
        let nginx = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];
        let nginx = nginx.iter().find(|path| Path::new(path).exists());
        let nginx = nginx.context("nginx is not there: on Debian, apt install nginx wrk")?;
        let master = Command::new(nginx)
            .arg("-p")
            .arg(folder)
            .args(["-c", "nginx.conf", "-e", "error.log"])
            .stdout(Stdio::null())
            .spawn()?;
        let started = Self { master, address };
        for _ in 0..100 {
            if let Ok(mut client) = Client::connect(address).await {
                let reply = client.whole("/packed", "").await?;
                ensure!(reply.body == packed.body, "nginx sends something else");
                return Ok(started);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::bail!("nginx does not answer: see {}/error.log", folder.display())
    }

    /// The processor time that it and its workers have used so far, in microseconds.
    pub fn cpu_us(&self) -> Result<f64> {
        let master = self.master.id();
        let children = fs::read_to_string(format!("/proc/{master}/task/{master}/children"))?;
        let workers = children.split_whitespace().filter_map(|id| id.parse::<u32>().ok());
        workers.chain([master]).map(cpu_us).sum()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with it.
        let _ = Command::new("kill").args(["-TERM", &self.master.id().to_string()]).status();
        let _ = self.master.wait();
    }
}

/// As fast as it gets: files kept open, no access log, connections kept.
fn config(address: SocketAddr, like: &Whole) -> String {
    let headers: String = like
        .headers
        .iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .map(|(name, value)| format!("add_header {name} \"{value}\";\n"))
        .collect();
    format!(
        "daemon off; user root; worker_processes 2; pid nginx.pid; error_log error.log;
events {{ worker_connections 2048; }}
http {{
  access_log off; server_tokens off; sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_timeout 60; keepalive_requests 100000000;
  open_file_cache max=100 inactive=60s; open_file_cache_valid 60s;
  client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp;
  uwsgi_temp_path tmp; scgi_temp_path tmp;
  default_type \"text/html; charset=utf-8\";
  server {{
    listen {address} reuseport; server_name {address}; root files;
    {headers}
    location = /packed {{ {headers} add_header content-encoding br; }}
  }}
}}
"
    )
}
