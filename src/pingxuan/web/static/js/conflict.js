// Two texts of one draft: shows both of each field that differs, and lets the writer choose.

function fieldNamed(form, name) {
  const found = form.elements.namedItem(name);
  return found && found.length !== undefined && !found.tagName ? found[0] : found;
}

function valueOf(form, name) {
  return new FormData(form).getAll(name).filter((value) => typeof value === "string").join("、");
}

function put(form, name, value) {
  form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((control) => {
    if (control.type === "radio" || control.type === "checkbox") control.checked = control.value === value;
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: false }));
  });
}

function labelOf(form, name) {
  const control = fieldNamed(form, name);
  const label = control && control.labels && control.labels[0];
  return label ? label.firstChild.textContent.trim() : name;
}

/** One field of the conflict: a copy of the page's template with both texts in it. */
function pair(form, name, theirs, template, settled) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.querySelector("[data-name]").textContent = labelOf(form, name);
  item.querySelector("[data-mine-text]").textContent = valueOf(form, name) || "—";
  item.querySelector("[data-their-text]").textContent = theirs || "—";
  item.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    if (button.dataset.take === "theirs") put(form, name, theirs);
    item.remove();
    settled();
  });
  return item;
}

/**
 * Shows the answer of a 409 in the form's [data-conflict] box. `done(revision)` is called when each field is settled.
 */
export function showConflict(form, say, answer, done) {
  const box = form.querySelector("[data-conflict]");
  if (!box) return;
  const list = box.querySelector("[data-conflict-list]");
  const template = box.querySelector("template[data-pair]");
  const differing = Object.keys(answer.fields)
    .filter((name) => fieldNamed(form, name) && valueOf(form, name) !== String(answer.fields[name]));
  const settled = () => {
    if (list.children.length) return;
    box.hidden = true;
    done(answer.revision);
  };
  box.querySelector("[data-conflict-who]").textContent = say("conflict", { by: answer.by, at: answer.at });
  list.replaceChildren(...differing.map((name) => pair(form, name, String(answer.fields[name]), template, settled)));
  box.hidden = false;
  settled();
  if (!box.hidden) box.focus();
}

/** Fills a form with pairs that were kept on this machine. */
export function fill(form, pairs) {
  const names = new Set(pairs.map(([name]) => name));
  form.querySelectorAll("input[type=checkbox][name]").forEach((box) => {
    if (names.has(box.name)) box.checked = pairs.some(([name, value]) => name === box.name && value === box.value);
  });
  pairs.forEach(([name, value]) => {
    form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((control) => {
      if (control.type === "radio") control.checked = control.value === value;
      else if (control.type !== "checkbox" && control.type !== "file") control.value = value;
    });
  });
}
