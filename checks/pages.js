// Every page that the site shows: those that links lead to, those that come after a form, and those that
// say that something went wrong. In each language, public and in the desk. Each is handed to `look` while
// a browser shows it, with the answer that brought it.

import { joinTeam, submit, write } from "./site.js";

export async function visit(site, look) {
  const page = await site.browser.newPage();
  await page.setCacheEnabled(false);
  const seen = (name, reply) => look(name, page, reply);
  for (const lang of ["", "/de"]) {
    const at = (path) => site.url + lang + path;
    await walk(page, look, at("/"), site.url + (lang || "/"));
    await seen(`${lang}/ not found`, await page.goto(at("/no-such-page")));
    await seen(`${lang}/contact, thanks`, await write(page, at("/contact")));
    await page.goto(at("/contact"));
    await seen(`${lang}/contact, mistakes`, await submit(page));
    await seen(`${lang}/desk/sign-in`, await page.goto(at("/desk/sign-in")));
    await seen(`${lang}/desk/sign-in, mistakes`, await submit(page));
    await seen(`${lang}/desk/join, used up`, await page.goto(at("/desk/join/nothing")));
  }
  await joinTeam(site, page, seen);
  for (const lang of ["", "/de"]) {
    const at = (path) => site.url + lang + path;
    await walk(page, look, at("/desk/inquiries"), at("/desk/"));
    await seen(`${lang}/desk not found`, await page.goto(at("/desk/no-such-page")));
    await page.goto(at("/desk/inquiries"));
    await page.type("#q", "pictures");
    await seen(`${lang}/desk/inquiries, found`, await submit(page, ".search button"));
  }
  await page.close();
}

// From link to link, as long as they begin with this.
async function walk(page, look, start, within) {
  const ahead = [start];
  const known = new Set(ahead);
  for (let url = ahead.shift(); url; url = ahead.shift()) {
    const reply = await page.goto(url);
    if (reply.status() !== 200) throw new Error(`${url}: ${reply.status()}`);
    await look(new URL(url).pathname + new URL(url).search, page, reply);
    const links = await page.$$eval("a[href]:not([download])", (all) => all.map((one) => one.href.split("#")[0]));
    for (const link of links.filter((link) => link.startsWith(within) && isPage(link))) {
      // The history of one page is like that of another.
      const more = link.includes("?") && [...known].filter((one) => kind(one) === kind(link)).length >= alike;
      if (more || known.has(link)) continue;
      known.add(link);
      ahead.push(link);
    }
  }
}

// So many pages that differ only in what their address asks for.
const alike = 3;
// An address without what it asks for: its path, and the names of its questions.
const kind = (link) => new URL(link).pathname + [...new URL(link).searchParams.keys()];

const isPage = (link) => !/\.(json|atom|xml|csv|zip)\b|\/files\//.test(link);
