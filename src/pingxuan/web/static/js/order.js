// The order of preference: drag a line, or move it by its buttons, or by Alt and the arrows; saved at once.
import { announce, sentencesOf } from "./says.js";

/** Makes a list in a form sortable; without script its buttons and its save button do the same. */
export function order(form) {
  const list = form.querySelector("ol");
  if (!list) return;
  const say = sentencesOf(form);
  let moving = null;
  let saving = Promise.resolve();

  const items = () => Array.from(list.children);
  const number = () => items().forEach((item, at) => {
    item.querySelector(".order__place").textContent = String(at + 1);
  });

  function save(item) {
    number();
    const n = items().indexOf(item) + 1;
    saving = saving.then(() => fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" },
    })).then((answer) => {
      form.dataset.saved = String(answer.ok);
      announce(say(answer.ok ? "moved" : "failed", { n }));
    }, () => announce(say("failed")));
  }

  function move(item, by) {
    const all = items();
    const at = all.indexOf(item);
    const to = at + by;
    if (to < 0 || to >= all.length) return;
    list.insertBefore(item, by > 0 ? all[to].nextSibling : all[to]);
    save(item);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=up], button[name=down]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("li"), button.name === "up" ? -1 : 1);
    button.focus();
  });
  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const item = event.target.closest("li");
    if (!by || !event.altKey || !item) return;
    event.preventDefault();
    const focused = document.activeElement;
    move(item, by);
    focused.focus();
  });
  list.addEventListener("dragstart", (event) => {
    moving = event.target.closest("li");
    if (!moving) return;
    moving.dataset.state = "moving";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", moving.dataset.id);
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!moving) return;
    event.preventDefault();
    if (!over || over === moving) return;
    const box = over.getBoundingClientRect();
    list.insertBefore(moving, event.clientY > box.top + box.height / 2 ? over.nextSibling : over);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    if (!moving) return;
    const item = moving;
    delete item.dataset.state;
    moving = null;
    save(item);
  });
}
