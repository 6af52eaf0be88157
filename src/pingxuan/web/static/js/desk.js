// An office's pages and the papers that came in: single keys for forty forms in ten minutes, ticking all, and the order by drag or keyboard.
import { order } from "./order.js";
import { announce, drawer } from "./says.js";

const KEPT = "px-keys-off";
const place = document.querySelector("[data-desk]");
const help = document.getElementById("keys");
let opener = null;

function rowsOf() {
  return Array.from(document.querySelectorAll("tr[data-row]"));
}

function here() {
  return document.querySelector("tr[data-row][data-state=here]");
}

/** Puts the mark on a row, and the focus on its link, so that Enter opens it. */
function goTo(row) {
  if (!row) return;
  const was = here();
  if (was) delete was.dataset.state;
  row.dataset.state = "here";
  const link = row.querySelector("th a");
  if (link) link.focus();
}

function step(by) {
  const rows = rowsOf();
  const at = rows.indexOf(here());
  goTo(rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]);
}

function tick(box) {
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function follow(selector) {
  const link = document.querySelector(selector);
  if (link) link.click();
}

/** Brings a control into view and focuses it; one inside a closed <details> is opened first. */
function focusOn(selector) {
  const control = document.querySelector(selector);
  if (!control) return;
  const shut = control.closest("details:not([open])");
  if (shut) shut.open = true;
  control.focus();
  control.scrollIntoView({ block: "center" });
}

const ON_LIST = {
  j: () => step(1),
  k: () => step(-1),
  o: () => { const row = here(); if (row) row.querySelector("th a").click(); },
  x: () => { const row = here(); if (row) tick(row.querySelector("input[name=pick]")); },
  a: () => tick(document.querySelector("[data-pick-all]")),
  e: () => focusOn("#bulk-opinion"),
  "/": () => focusOn("input[type=search]"),
};
const ON_REVIEW = {
  j: () => follow("a[rel=next]"),
  k: () => follow("a[rel=prev]"),
  u: () => follow("a[rel=up]"),
  e: () => focusOn("#seal button[type=submit]"),
  i: () => focusOn("#id_opinion"),
  r: () => focusOn("#return-form textarea, textarea[form=return-form]"),
  d: () => focusOn("#back details textarea"),
  m: () => focusOn("#own-note"),
};
const ON_PAPER = {
  j: () => follow("a[rel=next]"),
  k: () => follow("a[rel=prev]"),
  u: () => follow("a[rel=up]"),
  e: () => focusOn("button[form=confirm-form]"),
  i: () => focusOn("#confirm-form input:not([type=hidden]), #confirm-form select, #confirm-form textarea"),
};
const KEYS = { list: ON_LIST, review: ON_REVIEW, paper: ON_PAPER };

function showKeys(isShown) {
  if (!help) return;
  if (isShown) opener = document.activeElement;
  help.hidden = !isShown;
  if (isShown) help.focus();
  else if (opener) opener.focus();
}

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function onKey(event) {
  if (event.key === "Escape") {
    if (help && !help.hidden) showKeys(false);
    else if (isTyping(event.target)) event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (drawer.get(KEPT)) return;
  if (event.key === "?") {
    event.preventDefault();
    showKeys(help && help.hidden);
    return;
  }
  const act = KEYS[place.dataset.desk][event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** The box in the table's head ticks and unticks all that can be ticked; how many is said aloud. */
function tickAll() {
  const all = document.querySelector("[data-pick-all]");
  if (!all) return;
  const boxes = Array.from(document.querySelectorAll(`input[name=${all.dataset.pickAll || "pick"}]`));
  all.hidden = boxes.length === 0;
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    announce(`${all.checked ? boxes.length : 0} / ${boxes.length}`);
  });
}

if (place) {
  document.addEventListener("keydown", onKey);
  document.querySelectorAll("[data-keys-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => showKeys(true));
  });
  const close = document.querySelector("[data-keys-close]");
  if (close) close.addEventListener("click", () => showKeys(false));
  const on = document.querySelector("[data-keys-on]");
  if (on) {
    on.checked = !drawer.get(KEPT);
    on.addEventListener("change", () => (on.checked ? drawer.drop(KEPT) : drawer.put(KEPT, 1)));
  }
  tickAll();
}
document.querySelectorAll("form[data-order]").forEach(order);
