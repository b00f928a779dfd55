// Bundles each engine with the harness, and prints how large the code of each is alone.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const out = process.argv[2] ?? "";
const ENGINES = ["ours", "bare", "slickgrid", "aggrid", "regular"];

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: here, bundle: true, minify: true, format: "esm", target: "es2022", logLevel: "error",
  loader: { ".css": "text" }, nodePaths: [`${here}node_modules`, `${root}js/node_modules`], legalComments: "none",
};

for (const name of ENGINES) {
  const contents = `import Engine from "./engines/${name}.js"; import { Harness } from "./harness.js"; window.harness = (count) => new Harness(Engine, count);`;
  await build({ ...common, stdin: { contents, resolveDir: here }, outfile: `${out}/${name}.js` });
}
await build({ ...common, entryPoints: ["source.js"], outdir: out });
const model = 'import { Model } from "./model.js"; import { Source } from "./pages.js"; window.model = () => new Model(new Source(), 1e6, 480);';
await build({ ...common, stdin: { contents: model, resolveDir: here }, outfile: `${out}/model.js` });

/** @param {string} contents @param {import("esbuild").BuildOptions} [more] */
async function size(contents, more = {}) {
  const { outputFiles } = await build({ ...common, stdin: { contents, resolveDir: here }, write: false, ...more });
  return gzipSync(/** @type {any} */ (outputFiles)[0].contents, { level: 9 }).length;
}

const grid = `export { default } from "${root}widgets/grid/index.js";`;
const bare = readFileSync(`${here}engines/bare.js`, "utf8");
/** @param {string} file */
const version = (file) => JSON.parse(readFileSync(file, "utf8")).version;
console.log(JSON.stringify({
  sizes: {
    ours: await size(grid, { external: ["@uwdata/flechette"], loader: { ".css": "empty" } }),
    whole: await size(grid),
    bare: await size(bare.replace('"../', '"./').replace('"../', '"./')),
    slickgrid: await size('export { SlickGrid } from "slickgrid";'),
    aggrid: await size('export { CellApiModule, createGrid, InfiniteRowModelModule, RowApiModule, themeQuartz } from "ag-grid-community";'),
    regular: await size('export * from "regular-table";'),
  },
  versions: {
    ours: version(`${root}js/package.json`),
    ...Object.fromEntries([["slickgrid", "slickgrid"], ["aggrid", "ag-grid-community"], ["regular", "regular-table"]].map(([name, folder]) => [name, version(`${here}node_modules/${folder}/package.json`)])),
  },
}));
