// After a swap: whoever went to another page starts at its heading; whoever changed a filter stays where they were.
let shown = location.pathname;

document.addEventListener("htmx:after:swap", () => {
  if (location.pathname === shown) return;
  shown = location.pathname;
  for (const open of document.querySelectorAll(".drawer[open], .menu[open]")) open.open = false;
  window.scrollTo(0, 0);
  document.querySelector("#page h1")?.focus({ preventScroll: true });
});

// A page that takes its time says so; one that is quick does not flicker (the bar is delayed by the style sheet).
let waiting = 0;
const count = (by) => {
  waiting = Math.max(0, waiting + by);
  document.documentElement.toggleAttribute("data-waiting", waiting > 0);
  if (waiting > 0) document.getElementById("page")?.setAttribute("aria-busy", "true");
  else document.getElementById("page")?.removeAttribute("aria-busy");
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
