// Leaves out the rules of a stylesheet whose classes no page of ours names.
import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";

const readable = new Set([".html", ".py", ".js"]);
const unread = new Set(["static/vendor", "static/built", "locale"]);
// Plain utilities stay whatever the pages say today, so that a template may use one without a build.
const always = /^(m|p)[tbsexy]?-|^(d|flex|gap|row-gap|text|fw|align|justify|order|w|h|g|gx|gy|col|row|position|small|list|visually|float|overflow|border|rounded|form)(-[a-z0-9]+)*$/;
const widths = /-(sm|md|lg|xl|xxl)(-|$)/;

/** Every word that stands in the templates, pages and scripts below the folders. */
export async function wordsIn(folders) {
  const words = new Set();
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath || entry.path, entry.name);
      const isUnread = [...unread].some((part) => path.includes(`/${part}/`));
      if (!entry.isFile() || isUnread || !readable.has(extname(entry.name))) continue;
      for (const [word] of (await readFile(path, "utf8")).matchAll(/[A-Za-z][\w-]*/g)) words.add(word);
    }
  }
  return words;
}

/** The rules of a minified stylesheet, one by one: {head, body} or {head} for a statement. */
function* rules(css) {
  let start = 0;
  for (let i = 0; i < css.length; i += 1) {
    if (css[i] === ";") {
      yield { head: css.slice(start, i + 1) };
      start = i + 1;
    } else if (css[i] === "{") {
      const open = i;
      for (let depth = 1; depth; ) {
        i += 1;
        if (css[i] === "{") depth += 1;
        if (css[i] === "}") depth -= 1;
      }
      yield { head: css.slice(start, open), body: css.slice(open + 1, i) };
      start = i + 1;
    }
  }
}

/** Parts a list of selectors at its commas, but for those inside brackets. */
function parted(list) {
  return list.split(/,(?![^(]*\))/);
}

function isWanted(selector, words) {
  const names = [...selector.matchAll(/\.((?:[\w-]|\\.)+)/g)].map(([, name]) => name.replace(/\\/g, ""));
  return names.every((name) => words.has(name) || (always.test(name) && !widths.test(name)));
}

/** The stylesheet without what `words` do not name; licence comments stay. */
export function pruned(css, words) {
  const comments = css.match(/\/\*![\s\S]*?\*\//g) || [];
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, "");
  let out = "";
  for (const { head, body } of rules(bare)) {
    if (body === undefined) out += head;
    else if (/^@(media|supports)/.test(head)) {
      const inner = pruned(body, words);
      if (inner) out += `${head}{${inner}}`;
    } else if (head.startsWith("@")) out += `${head}{${body}}`;
    else {
      const kept = parted(head).filter((selector) => isWanted(selector, words));
      if (kept.length) out += `${kept.join(",")}{${body}}`;
    }
  }
  // Animations of parts that went.
  out = out.replace(/@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}/g, (rule, name) =>
    new RegExp(`animation[^;}]*\\b${name}\\b`).test(out) ? rule : "");
  return comments.length && out ? `${comments.join("\n")}\n${out}` : out;
}
