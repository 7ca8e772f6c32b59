/** The one build step: the loader and the application, minified, into api/static. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

/** Where to; a test builds beside what is committed, and compares. */
const OUT = process.argv[2] ?? "../static";
const PACKAGES = ["lit", "dompurify", "eventsource-parser"];

/** Icons by names that no other id in the tree has. */
const icons = {
  name: "icons",
  setup({ onLoad }) {
    onLoad({ filter: /\.svg$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const symbols = text.match(/<symbol.*?<\/symbol>/gs).join("").replace(/ id="/g, ' id="i-').replace(/\n/g, "");
      return { contents: symbols, loader: "text" };
    });
  },
};

const shared = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["chrome123", "firefox121", "safari17.5"],
  legalComments: "none",
  plugins: [icons],
  logLevel: "warning",
};

/** Names and licences of what is in the application, word for word as their authors ask. */
async function licences() {
  const texts = await Promise.all(
    PACKAGES.map(async (name) => {
      const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
      const licence = await readFile(`node_modules/${name}/LICENSE`, "utf8");
      return `${name} ${version}\n\n${licence.trim()}\n`;
    }),
  );
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

await mkdir(`${OUT}/chat`, { recursive: true });
await Promise.all([
  build({ ...shared, entryPoints: ["loader.ts"], outfile: `${OUT}/widget.js`, format: "iife" }),
  build({
    ...shared,
    entryPoints: ["main.ts"],
    outfile: `${OUT}/chat/app.js`,
    format: "esm",
    banner: { js: "/* Tanya IKN, with parts of others: /static/chat/licences.txt */" },
  }),
  licences().then((text) => writeFile(`${OUT}/chat/licences.txt`, text)),
]);
