// After a swap: whoever went to another page starts at its heading; whoever changed a filter stays where they were.
let shown = location.pathname;

document.addEventListener("htmx:after:swap", () => {
  if (location.pathname === shown) return;
  shown = location.pathname;
  for (const open of document.querySelectorAll(".drawer[open], .menu[open]")) open.open = false;
  window.scrollTo(0, 0);
  document.querySelector("#page h1")?.focus({ preventScroll: true });
});

// A page that takes its time says so; one that is quick neither flickers nor pays for what would be animated.
const quick = 250;
let waiting = 0;
let slow;
const count = (by) => {
  waiting = Math.max(0, waiting + by);
  if (waiting > 0) {
    slow ??= setTimeout(() => document.documentElement.setAttribute("data-waiting", ""), quick);
    document.getElementById("page")?.setAttribute("aria-busy", "true");
    return;
  }
  clearTimeout(slow);
  slow = undefined;
  document.documentElement.removeAttribute("data-waiting");
  document.getElementById("page")?.removeAttribute("aria-busy");
};
const isQuiet = (event) => event.detail?.ctx?.sourceElement?.closest?.("[data-quiet]");
document.addEventListener("htmx:before:request", (event) => {
  if (!isQuiet(event)) count(1);
  // What nobody looks at need not be kept up to date.
  else if (document.hidden) event.preventDefault();
});
document.addEventListener("htmx:finally:request", (event) => isQuiet(event) || count(-1));

// Only one search or filter form is sent for a change of a select or a date: no button is needed then.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-send-on-change]");
  if (form) form.requestSubmit();
});
