// Four scores of the public pages on phone settings, by Lighthouse in Debian's Chromium.
//
//   npm install --prefix bench-work lighthouse@12      once; it is no dependency of the product
//   node bench/lighthouse.mjs http://127.0.0.1:8000 [campaign]
//
// Prints one line a page; the exit code is 1 when a score lies below 95. `--why` names what cost points,
// `--only=board` takes one page, `--runs=5` shows the middle one of five in performance: what else a
// machine does costs points too.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [origin, slug = "mass-line-2021"] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const isWhy = process.argv.includes("--why");
const program = process.env.LIGHTHOUSE || join(root, "bench-work/node_modules/.bin/lighthouse");
const given = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.split("=")[1];
const only = given("only");
const runs = Number(given("runs") || 1);
const least = 95;
const tries = 5;
if (!origin || !existsSync(program)) {
  console.error("usage: node bench/lighthouse.mjs ORIGIN [CAMPAIGN]; needs Lighthouse (see the head of this file)");
  process.exit(2);
}

/** The first entry and the pages that everybody sees. */
async function pages() {
  const board = await (await fetch(`${origin}/c/${slug}/vote`)).text();
  const entry = /href="(\/c\/[^"/]+\/e\/[^"/]+)"/.exec(board);
  const found = { home: `/c/${slug}/`, board: `/c/${slug}/vote`, showcase: `/c/${slug}/show` };
  return entry ? { ...found, entry: entry[1] } : found;
}

/** One report; a run whose trace did not begin says nothing and is made again. */
function measured(path) {
  for (let n = 1; ; n += 1) {
    try {
      return reported(path);
    } catch (fault) {
      if (n === tries || !String(fault.message).includes("NO_NAVSTART")) throw fault;
    }
  }
}

/** The middle one of several reports, by performance. */
function middle(path) {
  const reports = Array.from({ length: runs }, () => measured(path));
  reports.sort((a, b) => a.categories.performance.score - b.categories.performance.score);
  return reports[Math.floor(runs / 2)];
}

function reported(path) {
  const flags = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic"].join(" ");
  const run = spawnSync(
    program,
    [origin + path, "--output=json", "--quiet", `--chrome-flags=${flags}`, "--form-factor=mobile"],
    { encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, CHROME_PATH: process.env.CHROME_PATH || "/usr/bin/chromium" } },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

let isShort = false;
for (const [name, path] of Object.entries(await pages())) {
  if (only && name !== only) continue;
  const report = middle(path);
  const scores = Object.values(report.categories).map((each) => [each.id, Math.round(each.score * 100)]);
  isShort ||= scores.some(([, score]) => score < least);
  const bytes = report.audits["total-byte-weight"].numericValue;
  console.log(`${name.padEnd(9)} ${scores.map(([id, score]) => `${id} ${score}`).join("  ")}  ${Math.round(bytes / 1024)} KB`);
  if (!isWhy) continue;
  for (const { auditRefs } of Object.values(report.categories)) {
    for (const { id, weight } of auditRefs) {
      const audit = report.audits[id];
      if (audit.score !== null && audit.score < 1 && weight) {
        console.log(`  ${id} ${audit.score} ${audit.displayValue || audit.title}`);
        for (const item of (audit.details?.items || []).slice(0, 4)) console.log(`    ${JSON.stringify(item).slice(0, 300)}`);
      }
    }
  }
}
process.exitCode = isShort ? 1 : 0;
