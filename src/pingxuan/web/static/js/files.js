// Files beside the form: each is sent as soon as it was chosen, and the panel or the cell comes back anew.
import { announce, sentencesOf } from "./says.js";

/** Where a control's files go: the panel of the form, or the cell of one row. */
function placeOf(control) {
  return control.closest("[data-files]");
}

function bodyFor(form, place, pairs) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  if (place.dataset.proof) body.append("cell", place.dataset.proof);
  pairs.forEach(([name, value]) => body.append(name, value));
  return body;
}

function sentenceFor(form, place, key) {
  return sentencesOf(place.matches("fieldset") ? place : form)(key);
}

/** Sends pairs for one place, and puts the answer into it; `changed` hears when a row names another picture. */
async function send(form, place, pairs, changed) {
  const state = (place.matches("fieldset") ? place : form).querySelector("[data-files-state]");
  const tell = (sentence) => {
    if (state) state.textContent = sentence;
    if (sentence) announce(sentence);
  };
  tell(sentenceFor(form, place, "uploading"));
  place.setAttribute("aria-busy", "true");
  let text = "";
  try {
    const response = await fetch(place.dataset.files, { method: "POST", body: bodyFor(form, place, pairs), credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
    const isFragment = !response.redirected && (response.ok || response.status === 422);
    text = isFragment ? await response.text() : "";
  } catch (e) { /* no connection: told below */ }
  place.removeAttribute("aria-busy");
  if (!text) {
    tell(sentenceFor(form, place, "not_uploaded"));
    return;
  }
  tell("");
  const holder = document.createElement("div");
  holder.innerHTML = text;
  const fresh = holder.firstElementChild;
  place.replaceWith(fresh);
  const wrong = fresh.querySelector(".field__error");
  if (wrong) announce(wrong.textContent.trim());
  const next = fresh.querySelector("input[type=file]") || fresh.querySelector("button");
  if (next) next.focus();
  if (fresh.dataset.proof) changed();
}

/** Makes the file inputs of a form live. */
export function files(form, changed) {
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-upload]") || !input.files.length) return;
    const place = placeOf(input);
    if (place) send(form, place, [...input.files].map((file) => [input.name, file]), changed);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-file], [data-clear-proof], [data-add-link]");
    const place = button && placeOf(button);
    if (!place) return;
    event.preventDefault();
    const pairs = [[button.name, button.value]];
    if (button.matches("[data-add-link]")) {
      ["video-name", "video-link"].forEach((name) => pairs.push([name, form.elements.namedItem(name).value]));
    }
    send(form, place, pairs, changed);
  });
}
