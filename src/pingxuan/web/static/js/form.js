// The nomination form: autosave, what this machine still holds, two writers at once, 字数, rows of evidence.
import { fill, showConflict } from "./conflict.js";
import { characterCount } from "./counting.js";
import { files } from "./files.js";
import { rows } from "./rows.js";
import { Saver, fieldsOf } from "./saver.js";
import { announce, sentencesOf } from "./says.js";
import { turning } from "./turning.js";

const NEAR = 0.9;
const TONES = { saved: "done", editing: "none", saving: "none", conflict: "bad", refused: "bad", signed_out: "bad", full: "bad" };

/** Counts the characters of a control beside its label; says so aloud only near the limit and over it. */
function count(place) {
  const control = document.getElementById(place.dataset.countFor);
  if (!control) return;
  const limit = Number(place.dataset.limit);
  const figure = place.querySelector("b");
  let was = "";
  const show = () => {
    const n = characterCount(control.value);
    const state = n > limit ? "over" : n >= limit * NEAR ? "near" : "";
    figure.textContent = String(n);
    place.dataset.state = state;
    if (state && state !== was) announce(`${place.textContent.trim()}，${place.dataset[state]}`);
    was = state;
  };
  control.addEventListener("input", show);
  show();
}

function timeOf(milliseconds) {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}

/** Takes up what an earlier page kept here because the server did not get it. */
function takeUp(form, saver, tell) {
  const kept = saver.kept;
  if (!kept) return;
  const revision = saver.revisionField ? saver.revisionField.value : "";
  const texts = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "revision"));
  if (texts(kept.fields) === texts(fieldsOf(form))) {
    saver.forget();
    return;
  }
  const theirs = {};
  fieldsOf(form).forEach(([name, value]) => { theirs[name] = value; });
  fill(form, kept.fields.filter(([name]) => name !== "revision"));
  if (kept.revision === revision) {
    tell("restored", { at: timeOf(kept.at) });
    saver.touch();
    return;
  }
  delete theirs.revision;
  saver.isHeld = true;
  tell("conflict", { answer: { revision, by: form.dataset.by || "", at: form.dataset.at || "", fields: theirs } });
}

/** What the server said of an earlier text gives way to what the check says beside the field now. */
function hideOldErrors(form) {
  form.querySelectorAll(".field__error").forEach((error) => {
    const control = document.getElementById(error.id.replace(/_error$/, ""));
    if (!control || control.type === "file") return;
    control.classList.remove("is-invalid");
    control.removeAttribute("aria-invalid");
    error.remove();
  });
}

function start(form) {
  const say = sentencesOf(form);
  const place = document.querySelector("[data-saved]");
  const tell = (state, facts = {}) => {
    if (place) {
      place.textContent = say(state, facts);
      place.dataset.tone = TONES[state] || "due";
    }
    if (state === "conflict") showConflict(form, say, facts.answer, (revision) => saver.goOn(revision));
    if (state === "saved") hideOldErrors(form);
    if (state === "saved") form.dispatchEvent(new CustomEvent("px:saved", { bubbles: true, detail: facts.answer }));
  };
  const saver = new Saver(form, tell);
  form.addEventListener("input", (event) => event.isTrusted && saver.touch());
  form.addEventListener("change", (event) => event.isTrusted && saver.touch());
  rows(form, () => saver.touch());
  files(form, () => saver.touch());
  takeUp(form, saver, tell);
  // A tick that was set since the saving is not taken back by what the server knew then.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (saver.isDirty && event.target.id.startsWith("asks-")) event.detail.shouldSwap = false;
  });
  // Shortly before the deadline what is typed goes up without waiting for a pause.
  document.addEventListener("px:deadline", () => saver.isDirty && saver.save());
}

document.querySelectorAll("form[data-autosave]:not([data-score])").forEach(start);
document.querySelectorAll("form[data-rows-only]").forEach((form) => {
  rows(form, () => {});
  files(form, () => {});
});
document.querySelectorAll("[data-count-for]").forEach(count);
document.querySelectorAll("[data-turning]").forEach(turning);
