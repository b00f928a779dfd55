// Bundles every folder of widgets/ into one module of diorama_nb/static.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, context, transform } from "esbuild";

export const root = fileURLToPath(new URL("..", import.meta.url));

const library = `${root}js/node_modules/@uwdata/flechette/`;
const { version } = JSON.parse(readFileSync(`${library}package.json`, "utf8"));
const licence = readFileSync(`${library}LICENSE`, "utf8").trim();

/** A bundle that carries the library's code carries its licence too. @type {import("esbuild").Plugin} */
const licensed = {
  name: "licensed",
  setup({ onLoad }) {
    onLoad({ filter: /@uwdata[\\/]flechette[\\/].*[\\/]index\.js$/ }, ({ path }) => ({
      contents: `/*! @uwdata/flechette ${version}\n\n${licence}\n*/\n${readFileSync(path, "utf8")}`,
    }));
  },
};

/** A style sheet goes into the widget's shadow root, so it travels inside the module. @type {import("esbuild").Plugin} */
const styles = {
  name: "styles",
  setup({ onLoad, initialOptions: { minify } }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify });
      return { contents: code, loader: "text" };
    });
  },
};

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
  // The widgets' folder has no packages of its own.
  nodePaths: [`${root}js/node_modules`],
  plugins: [licensed, styles],
  minify: true,
  legalComments: /** @type {const} */ ("eof"),
  banner: { js: "/* Built from js/ and widgets/: do not edit. */" },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv.find((word) => word.startsWith("--outdir="));
  const chosen = out ? { ...options, outdir: out.slice("--outdir=".length) } : options;
  if (process.argv.includes("--watch")) await (await context(chosen)).watch();
  else await build(chosen);
}
