// Bundles every folder of widgets/ into one readable module of diorama_nb/static.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

export const root = fileURLToPath(new URL("..", import.meta.url));

const library = `${root}js/node_modules/@uwdata/flechette/`;
const { version } = JSON.parse(readFileSync(`${library}package.json`, "utf8"));
// A bundle carries its library's code, so it carries the library's licence too.
const licence = readFileSync(`${library}LICENSE`, "utf8").trim();

/** @satisfies {import("esbuild").BuildOptions} */
export const options = {
  // Paths in the bundle's comments follow this folder: fix it, or every caller's differ.
  absWorkingDir: root,
  entryPoints: readdirSync(`${root}widgets`).map((name) => ({
    in: `widgets/${name}/index.js`,
    out: name,
  })),
  outdir: "diorama_nb/static",
  bundle: true,
  format: /** @type {const} */ ("esm"),
  target: "es2022",
  charset: /** @type {const} */ ("utf8"),
  // A style sheet goes into the widget's shadow root, so it travels inside the module.
  loader: { ".css": /** @type {const} */ ("text") },
  // The widgets' folder has no packages of its own.
  nodePaths: [`${root}js/node_modules`],
  banner: {
    js: `/* Built from js/ and widgets/: do not edit.\n\nContains @uwdata/flechette ${version}.\n\n${licence}\n*/`,
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv.find((word) => word.startsWith("--outdir="));
  const chosen = out ? { ...options, outdir: out.slice("--outdir=".length) } : options;
  if (process.argv.includes("--watch")) await (await context(chosen)).watch();
  else await build(chosen);
}
