// Many papers at once: dropped or chosen, each sent by itself, so that a lost connection costs one file.
const AT_ONCE = 2;

const form = document.getElementById("intake-form");
const list = document.getElementById("intake-files");
const input = form && form.querySelector('input[type="file"]');

function lineFor(file) {
  const line = document.createElement("li");
  line.textContent = file.name;
  list.append(line);
  return (state, said) => {
    line.dataset.state = state;
    line.textContent = `${file.name}　${said}`;
  };
}

/** Sends one file; gives whether it arrived and nothing is to be said of it. */
function send(file, tell) {
  const { sending, sent, failed, over, limit } = form.dataset;
  if (file.size > Number(limit)) {
    tell("failed", over);
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const body = new FormData(form);
    body.delete(input.name);
    body.append(input.name, file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.setRequestHeader("X-One-File", "1");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tell("sending", `${sending} ${Math.round((event.loaded / event.total) * 100)}%`);
    });
    request.addEventListener("loadend", () => {
      const arrived = request.status === 204;
      const known = request.status === 200;
      const isText = (request.getResponseHeader("Content-Type") || "").startsWith("text/plain");
      tell(arrived ? "sent" : known ? "known" : "failed", arrived ? sent : (isText && request.responseText) || failed);
      resolve(arrived);
    });
    request.send(body);
  });
}

async function sendAll(files) {
  list.hidden = false;
  const button = form.querySelector('button[type="submit"]');
  button.disabled = true;
  const waiting = files.map((file) => [file, lineFor(file)]);
  let allArrived = true;
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      allArrived = (await send(...next)) && allArrived;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  button.disabled = false;
  input.value = "";
  if (allArrived) location.assign(location.pathname);
  else {
    // What arrived stands in the table below; here stays what has to be read.
    list.querySelectorAll('[data-state="sent"]').forEach((line) => line.remove());
    document.body.dispatchEvent(new Event("arrived"));
  }
}

if (form && input && window.FormData) {
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    sendAll([...input.files]);
  });
  const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.dataset.state = "over";
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) delete form.dataset.state;
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    delete form.dataset.state;
    if (event.dataTransfer.files.length) sendAll([...event.dataTransfer.files]);
  });
}
