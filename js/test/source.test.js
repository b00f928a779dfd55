// No code here may turn data into markup or script: the ways to do so are not to be written at all.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FORBIDDEN = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|createContextualFragment|\beval\s*\(|new\s+Function|save_changes|model\.set\b/;
const LONGEST = 310;

const files = ["js/src", "widgets"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((name) => name.endsWith(".js")),
);

test("there are sources to look at", () => assert.ok(files.length > 20));

for (const file of [...files, "diorama_nb/static/grid.js"]) {
  test(`${file} makes no markup and no script from text`, () => {
    const found = readFileSync(`${root}${file}`, "utf8").match(FORBIDDEN);
    assert.equal(found?.[0], undefined);
  });
}

for (const file of files) {
  test(`${file} begins with what it is for, and is short`, () => {
    const lines = readFileSync(`${root}${file}`, "utf8").split("\n");
    assert.match(lines[0] ?? "", /^\/\/ [A-Z]/);
    assert.ok(lines.length <= LONGEST);
  });
}
