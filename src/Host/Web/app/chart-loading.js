// Charts are drawn by a library that is fetched once a page holds one, and after everything else is on the screen.
let drawing;

async function draw() {
  if (!drawing && !document.querySelector("[data-chart]")) return;
  drawing ??= import(document.querySelector('meta[name="nexus-charts"]').content);
  (await drawing).drawAll();
}

const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
whenIdle(draw, { timeout: 500 });
// The figures of a swap are painted first; a page that nobody sees paints nothing.
document.addEventListener("htmx:after:swap", () => (document.hidden ? draw() : requestAnimationFrame(() => setTimeout(draw))));
