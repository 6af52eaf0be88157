// Keeps a form: at once on this machine, soon on the server; tells which of the two holds what.
import { drawer } from "./says.js";

const PAUSE = 1500;
const AGAIN = 10000;

/** The fields of a form as plain pairs, without files and tokens. */
export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
}

/**
 * Saves `form` to its data-autosave address. `told(state, facts)` hears: editing, saving, saved {at}, local,
 * offline, signed_out, refused {status}, conflict {answer}, full.
 * The server answers JSON: 200 {revision, saved_at}; 409 {revision, by, at, fields: {name: value}}.
 */
export class Saver {
  constructor(form, told) {
    this.form = form;
    this.told = told;
    this.url = form.dataset.autosave;
    this.key = `px-draft:${form.dataset.draft || this.url}`;
    this.isDirty = false;
    this.isSaving = false;
    this.isHeld = false;
    window.addEventListener("online", () => this.isDirty && this.save());
    window.addEventListener("pagehide", () => this.isDirty && this.keepHere());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.isDirty) {
        this.keepHere();
        this.save();
      }
    });
  }

  get revisionField() {
    return this.form.elements.namedItem("revision");
  }

  /** Says that something was typed; saves here now, and on the server after a pause of `pause` ms. */
  touch(pause = PAUSE) {
    this.isDirty = true;
    this.keepHere();
    this.told("editing");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  keepHere() {
    const revision = this.revisionField ? this.revisionField.value : "";
    const isKept = drawer.put(this.key, { fields: fieldsOf(this.form), revision, at: Date.now() });
    if (!isKept) this.told("full");
  }

  /** What this machine holds that the server may not have. */
  get kept() {
    return drawer.get(this.key);
  }

  forget() {
    drawer.drop(this.key);
  }

  async save() {
    if (this.isSaving || this.isHeld) return;
    clearTimeout(this.timer);
    this.isSaving = true;
    this.isDirty = false;
    this.told("saving");
    const body = new FormData(this.form);
    [...body].forEach(([name, value]) => { if (typeof value !== "string") body.delete(name); });
    let response = null;
    try {
      response = await fetch(this.url, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    } catch (e) { /* no connection: told below */ }
    const answer = response && await response.json().catch(() => null);
    this.isSaving = false;
    this.hear(response, answer);
  }

  hear(response, answer) {
    if (response && response.ok && !response.redirected && answer) {
      if (this.revisionField && answer.revision) this.revisionField.value = answer.revision;
      if (this.isDirty) {
        this.touch();
        return;
      }
      this.forget();
      this.told("saved", { at: answer.saved_at, answer });
      return;
    }
    this.isDirty = true;
    if (response && response.status === 409 && answer && answer.fields) {
      this.isHeld = true;
      this.told("conflict", { answer });
    } else if (response && (response.redirected || response.status === 401 || response.status === 403)) {
      this.told("signed_out");
    } else if (response && response.status < 500) {
      this.told("refused", { status: response.status, answer });
    } else {
      this.told(navigator.onLine === false ? "offline" : "local");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), AGAIN);
    }
  }

  /** Goes on after a conflict was settled on top of `revision`. */
  goOn(revision) {
    if (this.revisionField) this.revisionField.value = revision;
    this.isHeld = false;
    this.touch(0);
  }
}
