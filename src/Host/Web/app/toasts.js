// What a page says about an action just done fades by itself; errors stay until they are closed.
const lasting = 8000;

function watch(region) {
  for (const toast of region.querySelectorAll(".toast:not([data-watched])")) {
    toast.dataset.watched = "";
    if (!toast.classList.contains("bad")) setTimeout(() => toast.remove(), lasting);
  }
}

function region() {
  return document.getElementById("toasts");
}

document.addEventListener("click", (event) => {
  const close = event.target.closest?.(".toast button");
  if (close) close.closest(".toast").remove();
});
document.addEventListener("htmx:after:swap", () => region() && watch(region()));
if (region()) watch(region());

// Nothing came back at all: the network, or a server that is starting anew.
document.addEventListener("htmx:error", (event) => {
  if (event.detail?.ctx?.response || event.detail?.ctx?.sourceElement?.closest?.("[data-quiet]")) return;
  const toast = document.createElement("div");
  toast.className = "toast bad";
  const text = document.createElement("p");
  text.textContent = "Nexus could not be reached. Nothing was changed; try again in a moment.";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn quiet";
  close.textContent = "Close";
  toast.append(text, close);
  region()?.append(toast);
});
