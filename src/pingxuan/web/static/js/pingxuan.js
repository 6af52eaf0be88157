// On every page: htmx, and what must be said when the connection goes.
import "../vendor/htmx.esm.js";

const bar = document.getElementById("offline-bar");

/** Shows the strip under the bar, and stops acts that go on record, while there is no connection. */
function showConnection() {
  const offline = navigator.onLine === false;
  if (bar) bar.hidden = !offline;
  document.querySelectorAll("[data-needs-connection]").forEach((button) => {
    if (offline && !button.disabled) {
      button.disabled = true;
      button.dataset.wasOn = "1";
    } else if (!offline && button.dataset.wasOn) {
      button.disabled = false;
      delete button.dataset.wasOn;
    }
  });
}

/** Says a sentence to whoever cannot see the page change. */
function say(sentence) {
  const live = document.getElementById("live");
  if (live && sentence) live.textContent = sentence;
}

window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
showConnection();

document.addEventListener("htmx:sendError", () => bar && say(bar.textContent.trim()));
document.addEventListener("htmx:responseError", () => say(document.body.dataset.sayError));

// A menu that was opened closes again by Escape and by a tap beside it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// A button that prints: <button type="button" data-print>. One that copies: data-copy="text".
document.addEventListener("click", (event) => {
  const print = event.target.closest("[data-print]");
  if (print) window.print();
  const copy = event.target.closest("[data-copy]");
  if (copy && navigator.clipboard) {
    navigator.clipboard.writeText(copy.dataset.copy).then(() => say(copy.dataset.copied));
  }
});
