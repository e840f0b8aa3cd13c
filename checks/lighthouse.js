// Lighthouse, as a phone and as a desktop: 99 of 100 at least in each category, nothing that moves while
// the page loads, and nothing from elsewhere.

import lighthouse, { desktopConfig } from "lighthouse";

const least = 99;
const paths = ["/", "/news/december", "/handbook/answering", "/contact"];
const devices = { phone: undefined, desktop: desktopConfig };

export async function check(site, say) {
  const port = Number(new URL(site.browser.wsEndpoint()).port);
  const found = [];
  await packed(site);
  for (const path of paths) {
    for (const [device, config] of Object.entries(devices)) {
      const where = `${path}, ${device}`;
      const lhr = await measured(site.url + path, port, config, (what) => say(`lighthouse: ${where}: ${what}`));
      const categories = Object.values(lhr.categories);
      const scores = categories.map(({ title, score }) => `${title} ${Math.round(score * 100)}`);
      const [shift, requests, weight] = ["cumulative-layout-shift", "network-requests", "total-byte-weight"].map((name) => lhr.audits[name]);
      const urls = requests.details.items.map((one) => one.url);
      say(`lighthouse: ${where}: ${scores.join(", ")}; ${weight.numericValue} bytes in ${urls.length} requests`);
      for (const { title, score, auditRefs } of categories.filter(({ score }) => !(score * 100 >= least))) {
        const lost = auditRefs.map(({ id }) => lhr.audits[id]).filter((one) => one.score !== null && one.score < 1);
        found.push({ problem: `lighthouse: ${title} ${Math.round(score * 100)}: ${lost.map((one) => one.title).join("; ")}`, where });
      }
      if (shift.numericValue !== 0) found.push({ problem: `lighthouse: something moves by ${shift.numericValue}`, where });
      for (const url of urls.filter((url) => !url.startsWith(site.url))) found.push({ problem: `lighthouse: ${url} is asked for`, where });
    }
  }
  return found;
}

// Where Lighthouse itself could not see the page, it says why and looks again: that is no score.
async function measured(url, port, config, say) {
  for (let tries = 1; ; tries++) {
    const { lhr } = await lighthouse(url, { port, logLevel: "error" }, config);
    const whole = Object.values(lhr.categories).every(({ score }) => score !== null);
    if (whole || tries === 3) return lhr;
    const failed = Object.values(lhr.audits).find(({ errorMessage }) => errorMessage);
    say(`not measured: ${lhr.runtimeError?.message ?? failed?.errorMessage}`);
  }
}

// Soon after the start everything is packed as small as it gets.
async function packed(site) {
  const style = (await (await fetch(site.url)).text()).match(/href="(\/assets\/[^"]+)"/)[1];
  for (const path of [...paths.slice(0, 3), style]) {
    for (let tries = 0; !(await fetch(site.url + path)).headers.get("content-encoding"); tries++) {
      if (tries > 600) throw new Error(`${path} is never packed`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}
