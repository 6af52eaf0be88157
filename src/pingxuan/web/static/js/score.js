// The juror's desk by keyboard: ↑ ↓ quality, 1–9 and 0 (ten) score, Enter next, R recuse, ? help.
import { fill } from "./conflict.js";
import { Saver, fieldsOf } from "./saver.js";
import { announce, drawer, sentencesOf } from "./says.js";

const KEYS_OFF = "px-score-keys-off";
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
const PRESSING = "a, button, summary, [role=button]";
const SAVE_AFTER = 150;

class Desk {
  constructor(form) {
    this.form = form;
    this.rows = [...form.querySelectorAll(".score")];
    this.at = Math.max(0, this.rows.findIndex((row) => !row.querySelector("input:checked")));
    this.say = sentencesOf(form);
    const place = document.querySelector("[data-saved]");
    this.saver = new Saver(form, (state, facts) => {
      if (!place) return;
      place.textContent = this.say(state, facts);
      place.dataset.tone = state === "saved" ? "done" : state === "editing" || state === "saving" ? "none" : "bad";
    });
    form.addEventListener("change", () => this.changed(SAVE_AFTER));
    form.addEventListener("input", (event) => event.target.matches(TYPING) && this.changed());
    form.addEventListener("focusin", (event) => {
      const row = this.rows.indexOf(event.target.closest(".score"));
      if (row >= 0) this.move(row);
    });
    document.addEventListener("keydown", (event) => this.key(event));
    this.takeUp();
    this.draw();
  }

  /** Takes up marks that an earlier page kept here because the server did not get them. */
  takeUp() {
    const { kept } = this.saver;
    if (!kept) return;
    if (JSON.stringify(kept.fields) === JSON.stringify(fieldsOf(this.form))) {
      this.saver.forget();
      return;
    }
    fill(this.form, kept.fields);
    this.saver.touch(0);
  }

  changed(pause) {
    this.draw();
    this.saver.touch(pause);
  }

  move(to) {
    this.at = Math.max(0, Math.min(to, this.rows.length - 1));
    this.rows.forEach((row, i) => (i === this.at ? row.setAttribute("data-state", "at") : row.removeAttribute("data-state")));
  }

  /** Colours the cells up to the chosen one, and adds up what is there. */
  draw() {
    let sum = 0;
    let given = 0;
    this.rows.forEach((row) => {
      const chosen = row.querySelector("input:checked");
      const value = chosen ? Number(chosen.value) : null;
      row.querySelectorAll("label").forEach((label) => {
        const own = Number(label.querySelector("input").value);
        const state = value === null ? "" : own === value ? "is" : own < value ? "under" : "";
        if (state) label.dataset.state = state;
        else label.removeAttribute("data-state");
      });
      const shown = row.querySelector(".score__value");
      if (shown) shown.textContent = value === null ? "—" : String(value);
      if (value !== null) {
        sum += value * (Number(row.dataset.weight) || 1);
        given += 1;
      }
    });
    document.querySelectorAll("[data-score-given]").forEach((place) => { place.textContent = String(given); });
    document.querySelectorAll("[data-score-sum]").forEach((place) => { place.textContent = String(Math.round(sum * 100) / 100); });
    this.move(this.at);
  }

  choose(value) {
    const row = this.rows[this.at];
    const input = row && row.querySelector(`input[value="${value}"]`);
    if (!input || input.disabled) return;
    input.checked = true;
    announce(input.getAttribute("aria-label") || String(value));
    this.changed(SAVE_AFTER);
    this.move(this.at + 1);
  }

  key(event) {
    const target = event.target;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.matches(TYPING) || drawer.get(KEYS_OFF) || document.querySelector("dialog[open]")) return;
    const acts = {
      ArrowUp: () => this.move(this.at - 1),
      ArrowDown: () => this.move(this.at + 1),
      r: () => this.press("[data-recuse]"),
      R: () => this.press("[data-recuse]"),
      "?": () => this.help(),
    };
    if (/^[0-9]$/.test(event.key)) acts[event.key] = () => this.choose(event.key === "0" ? 10 : Number(event.key));
    if (event.key === "Enter" && !target.closest(PRESSING)) acts.Enter = () => this.press("[data-next]");
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  press(selector) {
    const button = document.querySelector(selector);
    if (button && !button.disabled) button.click();
  }

  help() {
    const box = document.getElementById("score-keys");
    if (!box) return;
    if (box.tagName === "DETAILS") box.open = !box.open;
    else if (box.showModal) box.showModal();
    box.scrollIntoView({ block: "nearest" });
  }
}

document.querySelectorAll("[data-keys-off]").forEach((box) => {
  box.checked = Boolean(drawer.get(KEYS_OFF));
  box.addEventListener("change", () => (box.checked ? drawer.put(KEYS_OFF, true) : drawer.drop(KEYS_OFF)));
});
document.querySelectorAll("form[data-score]").forEach((form) => new Desk(form));
