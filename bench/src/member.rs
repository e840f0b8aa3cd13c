//! Somebody of the team, who joins by a link as everybody does.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};

use crate::Setup;
use crate::http::Client;
use crate::program::{House, Server};

/// A browser that is signed in.
pub async fn join(setup: &Setup, house: &House, server: &Server) -> Result<Client> {
    let link = invitation(setup, house)?;
    let token = link.rsplit('/').next().unwrap_or_default().to_owned();
    let mut client = Client::connect(server.address).await?;
    let path = link.split_once("/desk/").map(|(_, rest)| format!("/desk/{rest}"));
    client.get(&path.context("no link")?).await?;
    client.post("/desk/join", &format!("token={token}"), "").await?;
    // Another one each time: the houses are kept from run to run.
    let name = vault::hex(&vault::hash(token.as_bytes())[..8]);
    let account =
        format!("name=Bench&email={name}%40example.org&password=a+long+walk+over+green+hills");
    let account = client.post("/desk/join/account", &account, "").await?;
    ensure!(account.status == 303, "no account: {} {}", account.status, account.body);
    let page = client.get("/desk/join/second-factor").await?;
    let (_, rest) = page.body.split_once("class=\"secret\">").context("no second factor")?;
    let secret: String = rest.split('<').next().unwrap_or_default().split_whitespace().collect();
    let code = code(&secret)?;
    let done = client.post("/desk/join/second-factor", &format!("code={code}"), "").await?;
    ensure!(done.status == 200, "not joined: {} {}", done.status, done.body);
    Ok(client)
}

fn invitation(setup: &Setup, house: &House) -> Result<String> {
    let said = Command::new(&setup.program)
        .args(["team", "invite"])
        .arg(house.site())
        .arg("--data")
        .arg(house.data())
        .args(["--role", "owner"])
        .envs(house.variables())
        .output()?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let link = text.split_whitespace().find(|word| word.contains("/desk/join/"));
    link.map(str::to_owned).with_context(|| String::from_utf8_lossy(&said.stderr).into_owned())
}

fn code(secret: &str) -> Result<String> {
    let secret = totp_rs::Secret::try_from_base32(secret).context("no secret")?;
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("bench").build()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(totp.generate(now).to_string())
}
