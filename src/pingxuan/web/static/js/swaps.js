// On pages whose acts swap a part of the page: htmx, and what is said when an act fails.
import "../vendor/htmx.esm.js";
import { announce } from "./says.js";

const failed = document.currentScript.dataset.sayError;

document.addEventListener("htmx:sendError", () => {
  const bar = document.getElementById("offline-bar");
  if (bar) announce(bar.textContent.trim());
});
document.addEventListener("htmx:responseError", () => announce(failed));
