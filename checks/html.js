// The pages as they are sent, read by the Nu Html Checker and by html-validate with all that it recommends.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

const vnu = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

export async function check(pages, root, pictures) {
  const folder = join(root, "pages");
  mkdirSync(folder);
  const names = new Map();
  for (const [name, html] of pages) {
    const file = join(folder, `${names.size}.html`);
    names.set(basename(file), name);
    writeFileSync(file, html);
  }
  const named = (file) => names.get(basename(file)) ?? basename(file);
  return [...nu([folder, pictures], named), ...(await validate(names, folder))];
}

// Warnings count as well.
function nu(folders, named) {
  const args = ["-jar", vnu, "--also-check-svg", "--skip-non-html", "--format", "json", "--exit-zero-always", ...folders];
  const { stderr, error } = spawnSync("java", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error) throw error;
  const { messages } = JSON.parse(stderr);
  return messages.map((one) => ({ problem: `vnu: ${one.message}`, where: `${named(one.url ?? "")}:${one.lastLine}` }));
}

async function validate(names, folder) {
  // A click that says where it was takes an input: no button sends a point (HTML, section 4.10.5.1.19).
  const rules = { "prefer-button": "off" };
  const config = { root: true, extends: ["html-validate:recommended"], rules };
  const checker = new HtmlValidate(new FileSystemConfigLoader(config));
  const found = [];
  for (const [file, name] of names) {
    const report = await checker.validateFile(join(folder, file));
    for (const { messages } of report.results) {
      found.push(...messages.map((one) => ({ problem: `html-validate: ${one.message} (${one.ruleId})`, where: `${name}:${one.line}` })));
    }
  }
  return found;
}
