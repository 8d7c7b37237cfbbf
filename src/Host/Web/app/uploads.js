// The drop zone: it takes what is dropped, sends it at once, and shows how far it is. Without this it is an ordinary form.
const zoneOf = (event) => event.target.closest?.("form[data-upload]");

function say(form, text, share) {
  const progress = form.querySelector("[data-upload-progress]");
  const bar = progress.querySelector("progress");
  progress.hidden = text === null;
  form.querySelector("[data-upload-text]").textContent = text ?? "";
  form.querySelector("[data-upload-share]").textContent = share === undefined ? "" : `${Math.floor(share)}%`;
  if (share === undefined) bar.removeAttribute("value");
  else bar.value = share;
}

function refuse(form, message) {
  say(form, null);
  delete form.dataset.sending;
  form.querySelector("[data-upload-fault]").textContent = message;
  form.querySelector("button").disabled = false;
  form.querySelector("input[type=file]").focus();
}

// What the server said no with is on the page that it answered with.
function reasonIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const said = page.querySelector("[data-upload-fault]")?.textContent || page.querySelector("main .empty p")?.textContent;
  return said?.trim() || "Nexus could not take the file. Nothing of it was kept; try again in a moment.";
}

function send(form) {
  const file = form.querySelector("input[type=file]").files[0];
  if (!file || form.dataset.sending) return;
  const limit = Number(form.dataset.limit);
  if (file.size > limit)
    return refuse(form, `${file.name} is larger than ${Math.floor(limit / 1048576)} MB. Split it by date, and upload the parts.`);
  form.dataset.sending = "";
  form.querySelector("[data-upload-fault]").textContent = "";
  form.querySelector("button").disabled = true;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  // In the headers, so that they are known before the file has arrived.
  request.setRequestHeader("X-Nexus-Csrf", form.elements._csrf.value);
  request.setRequestHeader("X-Nexus-Workspace", form.elements._workspace.value);
  request.upload.onprogress = (event) => event.lengthComputable && say(form, `Uploading ${file.name}`, (100 * event.loaded) / event.total);
  request.upload.onload = () => say(form, `Finding out how ${file.name} is written`);
  request.onload = () => {
    if (request.status < 400) location.assign(request.responseURL);
    else refuse(form, reasonIn(request.responseText));
  };
  request.onerror = () => refuse(form, "The upload broke off, and nothing was kept. Look at your connection, and try again.");
  say(form, `Uploading ${file.name}`, 0);
  request.send(new FormData(form));
}

document.addEventListener("submit", (event) => {
  const form = zoneOf(event);
  if (!form) return;
  event.preventDefault();
  send(form);
});
document.addEventListener("dragover", (event) => {
  const form = zoneOf(event);
  if (!form) return;
  event.preventDefault();
  form.dataset.over = "";
});
for (const leaving of ["dragleave", "drop", "dragend"])
  document.addEventListener(leaving, (event) => {
    const form = zoneOf(event);
    if (form && !(leaving === "dragleave" && form.contains(event.relatedTarget))) delete form.dataset.over;
  });
document.addEventListener("drop", (event) => {
  const form = zoneOf(event);
  if (!form || event.dataTransfer.files.length === 0) return;
  event.preventDefault();
  form.querySelector("input[type=file]").files = event.dataTransfer.files;
  send(form);
});
