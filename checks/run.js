// Runs what is asked for, or all of it, and says what was found: `node run.js PROGRAM [html] [axe] [lighthouse]`.

import { join } from "node:path";
import * as axe from "./axe.js";
import * as html from "./html.js";
import * as lighthouse from "./lighthouse.js";
import { visit } from "./pages.js";
import { open } from "./site.js";

const [program, ...asked] = process.argv.slice(2);
const wanted = (name) => asked.length === 0 || asked.includes(name);
const found = [];
const site = await open(program);
try {
  if (wanted("lighthouse")) found.push(...(await lighthouse.check(site, console.log)));
  if (wanted("html") || wanted("axe")) found.push(...(await pages()));
} finally {
  await site.close();
}
// What is wrong on many pages is mostly one fault: three places of it are enough.
const places = new Map();
for (const { problem, where } of found) places.set(problem, [...(places.get(problem) ?? []), where]);
for (const [problem, all] of places) {
  const more = all.length > 3 ? ` and ${all.length - 3} more` : "";
  console.error(`${problem}\n    ${all.slice(0, 3).join("; ")}${more}`);
}
console.log(found.length === 0 ? "Nothing was found." : `${places.size} problems in ${found.length} places.`);
process.exitCode = found.length === 0 ? 0 : 1;

async function pages() {
  const found = [];
  const sent = new Map();
  await visit(site, async (name, page, reply) => {
    sent.set(name, await reply.text());
    if (wanted("axe")) found.push(...(await axe.check(name, page)));
  });
  // Fewer would mean that some were not reached.
  if (sent.size < 120) throw new Error(`only ${sent.size} pages`);
  console.log(`${sent.size} pages`);
  if (wanted("html")) found.push(...(await html.check(sent, site.root, join(import.meta.dirname, "../demo/files"))));
  return found;
}
