// Says so when what keeps a page up to date does not come through, and since when; takes it back when it does.
const [short, grace] = [{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, 3_000];
const late = new Map();
let good = new Date();
let waiting;

/** @param source What brings news: "stream", or the id of a part that is fetched again and again. */
export function arrived(source) {
  late.delete(source);
  if (late.size > 0) return;
  good = new Date();
  clearTimeout(waiting);
  waiting = undefined;
  const note = document.getElementById("late");
  if (note) note.hidden = true;
}

/** What comes back within a few seconds is not worth a word: a stream is opened anew now and then. */
export function failed(source) {
  if (late.size === 0) good = new Date();
  late.set(source, true);
  waiting ??= setTimeout(say, grace);
}

function say() {
  const note = document.getElementById("late");
  if (!note || late.size === 0) return;
  note.textContent = `Not updated since ${good.toLocaleTimeString([], short)}. Nexus tries again by itself.`;
  note.hidden = false;
}

const quiet = (event) => {
  const source = event.detail?.ctx?.sourceElement;
  return source?.closest?.("[data-quiet]") ? source.id || "page" : undefined;
};

document.addEventListener("htmx:error", (event) => quiet(event) && failed(quiet(event)));
document.addEventListener("htmx:after:request", (event) => {
  const source = quiet(event);
  if (source) (event.detail.ctx.response.status < 400 ? arrived : failed)(source);
});
// Another page has other parts.
let shown = location.pathname;
document.addEventListener("htmx:after:swap", () => {
  if (location.pathname === shown) return;
  shown = location.pathname;
  for (const source of [...late.keys()]) if (source !== "stream") arrived(source);
});
