// Every rule of axe on the page that is shown: wide and narrow, light and dark, with all that can be opened
// open. The script is handed in through the browser: the page itself would not let it in.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const script = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wide = { width: 1280, height: 900 };
// Not as a telephone: to become one, a page is loaded again, and a form sent twice.
const narrow = { width: 320, height: 640 };

export async function check(name, page) {
  const found = [];
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await page.evaluate(script);
  for (const viewport of [narrow, wide]) {
    await page.setViewport(viewport);
    for (const scheme of ["dark", "light"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const violations = await page.evaluate(run);
      const where = `${name}, ${viewport.width} px, ${scheme}`;
      found.push(...violations.map(({ what, at }) => ({ problem: `axe: ${what}`, where: `${where}: ${at}` })));
    }
  }
  return found;
}

// This runs in the page.
async function run() {
  const rules = { "target-size": { enabled: true } };
  const { violations, passes } = await globalThis.axe.run(document, { rules });
  // Fewer would mean that there was no page to look at.
  if (passes.length < 10) return [{ what: "too few rules found anything to look at", at: passes.length }];
  return violations.map(({ id, help, nodes }) => ({ what: `${help} (${id})`, at: nodes.map((node) => node.target.join(" ")).join(", ") }));
}
