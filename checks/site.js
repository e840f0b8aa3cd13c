// The demo, run by the program itself in a temporary folder: with a letter in the inbox, and somebody
// of the team signed in.

import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const demo = join(import.meta.dirname, "../demo");
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((one) => existsSync(one));

export async function open(program) {
  const root = mkdtempSync(join(tmpdir(), "masses-checks-"));
  const folder = join(root, "site");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  cpSync(demo, folder, { recursive: true, filter: (path) => path !== join(demo, "data") });
  const settings = join(folder, "masses.toml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("http://127.0.0.1:8080", url));
  const where = [folder, "--data", join(root, "data")];
  const env = { PATH: process.env.PATH, HOME: root };
  const log = join(root, "log");
  const child = spawn(program, ["serve", "--listen", `127.0.0.1:${port}`, ...where], { env, stdio: ["ignore", openSync(log, "a"), openSync(log, "a")] });
  await answers(`${url}/health/ready`, child, log);
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  const site = { url, root, browser, run: (...args) => execFileSync(program, [...args, ...where], { env, encoding: "utf8" }) };
  site.close = async () => {
    await browser.close();
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
    rmSync(root, { recursive: true });
  };
  return site;
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function answers(url, child, log) {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the program ended: ${readFileSync(log, "utf8")}`);
    const reply = await fetch(url).catch(() => null);
    if (reply?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`the program does not answer: ${readFileSync(log, "utf8")}`);
}

// Sends a form by its button.
export async function submit(page, button = "main .form__actions .button") {
  const [reply] = await Promise.all([page.waitForNavigation(), page.click(button)]);
  return reply;
}

// A visitor writes, in the language of that form. What comes: the page that thanks.
export async function write(page, form) {
  await page.goto(form);
  await page.type("#field-name", "Nora Nachtigall");
  await page.type("#field-email", "nora@nachtigall.example");
  await page.select("#field-topic", "help");
  await page.type("#field-message", "Good morning,\n\nour site has lost its pictures.");
  return submit(page);
}

// Somebody joins the team; from then on the browser is theirs. The pages on the way are handed to `seen`.
export async function joinTeam(site, page, seen) {
  const link = site.run("team", "invite", "--role", "owner").match(/https?:\S+/)[0];
  await seen("invited", await page.goto(link));
  await seen("join", await submit(page));
  await page.type("#field-name", "Ida Immergrün");
  await page.type("#field-email", "ida@masses.example");
  await page.type("#field-password", "a long walk over green hills");
  await seen("join: second factor", await submit(page));
  const secret = await page.$eval("code.secret", (code) => code.textContent.replace(/\s/g, ""));
  await page.type("#field-code", code(secret));
  await seen("join: codes", await submit(page));
  await submit(page, "main a.button");
}

// The code of a second factor now (RFC 6238).
function code(secret) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(count).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
