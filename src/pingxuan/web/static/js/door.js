// The seminar's door: reads codes without a network, keeps them here, and sends them when there is one.
import { drawer } from "./says.js";

const door = document.getElementById("door");
const form = document.getElementById("door-form");
const field = document.getElementById("door-code");
const said = document.getElementById("door-said");
const kept = document.getElementById("door-kept");
const key = `px-door:${door.dataset.seminar}`;
const known = new Map(JSON.parse(door.dataset.known).map((one) => [one.code, one]));
const PAUSE = 15000;

const waiting = () => drawer.get(key) || [];
const plain = (text) => text.replace(/[\s-]/g, "").toUpperCase();
const say = (element, words, value) => (element.textContent = words.replace("{n}", value));

function showKept() {
  const n = waiting().length;
  if (n) say(kept, door.dataset.waiting, String(n));
  else kept.textContent = door.dataset.synced;
}

/** Takes one code: shows who it is, keeps it with the moment, and tries to send. */
function take(text) {
  const code = plain(text);
  const guest = known.get(code);
  if (!guest) {
    say(said, door.dataset.unknown, text);
    return;
  }
  const cell = document.querySelector(`tr[data-code="${code}"] [data-arrived]`);
  const isAgain = cell && cell.textContent.trim() !== "";
  say(said, isAgain ? door.dataset.again : door.dataset.in, `${guest.name}　${guest.unit}`);
  if (cell && !isAgain) cell.textContent = new Date().toTimeString().slice(0, 5);
  drawer.put(key, [...waiting(), { code, at: new Date().toISOString() }]);
  showKept();
  send();
}

let isSending = false;
async function send() {
  const list = waiting();
  if (isSending || !list.length || !navigator.onLine) return;
  isSending = true;
  try {
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    const response = await fetch(location.pathname, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(list),
    });
    // What came in meanwhile stays for the next go.
    if (response.ok) drawer.put(key, waiting().slice(list.length));
  } catch (e) {
    // No connection: the list stays.
  } finally {
    isSending = false;
    showKept();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  take(field.value);
  field.value = "";
  field.focus();
});
window.addEventListener("online", send);
setInterval(send, PAUSE);
if (waiting().length) showKept();
send();

// The camera, where the browser can read codes by itself.
const camera = document.getElementById("door-camera");
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  camera.hidden = false;
  camera.addEventListener("click", watch);
}

async function watch() {
  const video = document.getElementById("door-video");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (e) {
    return;
  }
  video.hidden = false;
  await video.play();
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  let last = "";
  const look = async () => {
    const [found] = await detector.detect(video).catch(() => []);
    if (found && found.rawValue !== last) {
      last = found.rawValue;
      take(last);
    }
    requestAnimationFrame(look);
  };
  look();
}
