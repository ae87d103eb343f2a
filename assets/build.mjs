// Builds what the pages need into one folder: app.css, app.js, icons.svg.
// Usage: node build.mjs TARGET
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

// What an office still has: 360 and UOS browsers stand on Chromium 86, Windows 7 ends at 109.
const OLDEST = ["chrome86", "firefox91", "safari14"];

const target = process.argv[2];
if (!target) throw new Error("usage: node build.mjs TARGET");

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });

await build({
  entryPoints: ["app.css", "app.js"],
  outdir: target,
  bundle: true,
  minify: true,
  target: OLDEST,
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
  plugins: [{ name: "older-browsers", setup: (load) => load.onLoad({ filter: /tabler\.min\.css$/ }, older) }],
});
await writeFile(join(target, "icons.svg"), await sprite());

// One <symbol> for each name in icons.txt; a page shows it with <svg class="icon"><use href="…#name">.
async function sprite() {
  const names = (await readFile("icons.txt", "utf8"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function symbol(name) {
  const file = `node_modules/@tabler/icons/icons/outline/${name}.svg`;
  const drawn = await readFile(file, "utf8");
  const shapes = drawn.slice(drawn.indexOf(">", drawn.indexOf("<svg")) + 1, drawn.lastIndexOf("</svg>"));
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
    `stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`
  );
}

// A browser without color-mix() drops a declaration that uses it, and a custom property that
// uses it becomes nothing at all. So the first gets a plain colour before it, and of two values
// for the second the plain one stays.
async function older({ path }) {
  const css = await readFile(path, "utf8");
  const contents = css
    .replace(/(--[\w-]+):([^;{}]+);\1:color-mix\([^;{}]+/g, "$1:$2")
    .replace(
      /([\w-]+):color-mix\(in \w+,\s*(var\([^()]*\)) calc\([^;{}]*\),\s*transparent\)(\s*!important)?/g,
      (whole, property, colour, weight = "") => `${property}:${colour}${weight};${whole}`,
    );
  return { contents, loader: "css" };
}
