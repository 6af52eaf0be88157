// On every page: what must be said when the connection goes, menus, printing and copying.
import { announce } from "./says.js";

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

window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
showConnection();

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
    navigator.clipboard.writeText(copy.dataset.copy).then(() => announce(copy.dataset.copied));
  }
});
