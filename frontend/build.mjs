// Vendors the libraries and builds the one stylesheet and the page scripts.
//   npm ci && npm run build      write everything and the list of hashes
//   npm run check                say whether what is committed is what would be built
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { pruned, wordsIn } from "./prune.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const assets = join(root, "src/pingxuan/web/static");
const list = join(assets, "vendor/SHA256SUMS");
const target = ["chrome86", "ios14.5", "es2019"];

const vendored = [
  ["bootstrap/dist/css/bootstrap.min.css", join(assets, "vendor/bootstrap.min.css")],
  ["bootstrap/LICENSE", join(assets, "vendor/bootstrap.LICENSE.txt")],
  ["htmx.org/dist/htmx.esm.js", join(assets, "vendor/htmx.esm.js")],
  ["htmx.org/LICENSE", join(assets, "vendor/htmx.LICENSE.txt")],
  ["axe-core/axe.min.js", join(root, "tests/browser/vendor/axe.min.js")],
  ["axe-core/LICENSE", join(root, "tests/browser/vendor/axe.LICENSE.txt")],
];
const scripts = ["pingxuan.js", "swaps.js", "vote.js", "form.js", "score.js", "desk.js", "intake.js", "door.js", "deadline.js"];

/** Every file this build reads or writes, as path → bytes. */
async function produce() {
  const made = new Map();
  for (const [from, to] of vendored) {
    const text = await readFile(join(here, "node_modules", from), "utf8");
    // The maps are not shipped, and the manifest storage would look for them.
    made.set(to, Buffer.from(text.replace(/\n?(\/\*|\/\/)# sourceMappingURL=.*?(\*\/)?\s*$/, "\n")));
  }
  // Of Bootstrap, only what a page can use goes to the browser.
  const whole = made.get(join(assets, "vendor/bootstrap.min.css")).toString("utf8");
  const words = await wordsIn([join(root, "src/pingxuan/web")]);
  made.set(join(assets, "vendor/bootstrap.used.css"), Buffer.from(pruned(whole, words)));
  await save(made);
  const result = await build({
    entryPoints: [join(assets, "css/pingxuan.css"), ...scripts.map((name) => join(assets, "js", name))],
    outdir: join(assets, "built"), entryNames: "[name]", bundle: true, minify: true, write: false,
    format: "iife", target, charset: "utf8", legalComments: "none", logLevel: "warning",
    logOverride: { "direct-eval": "silent" },
  });
  for (const file of result.outputFiles) made.set(file.path, Buffer.from(file.contents));
  for (const folder of ["css", "css/components", "js"]) {
    for (const entry of await readdir(join(assets, folder), { withFileTypes: true })) {
      const path = join(assets, folder, entry.name);
      if (entry.isFile()) made.set(path, await readFile(path));
    }
  }
  return made;
}

async function save(files) {
  for (const [path, bytes] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

const files = await produce();
const sums = [...files]
  .map(([path, bytes]) => [relative(root, path), createHash("sha256").update(bytes).digest("hex")])
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([path, hash]) => `${hash}  ${path}\n`)
  .join("");

if (process.argv.includes("--check")) {
  if ((await readFile(list, "utf8")) !== sums) {
    console.error("The committed assets are not what this build makes. Run: npm run build");
    process.exitCode = 1;
  }
} else {
  await save(files);
  await writeFile(list, sums);
  console.log(`${files.size} files, ${relative(root, list)}`);
}
