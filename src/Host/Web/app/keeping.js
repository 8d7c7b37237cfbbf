// What a page fetches anew by itself leaves alone what somebody is at: a form that is open or has the focus, a menu, a table
// that was unfolded.
let kept = [];
let opened = [];

document.addEventListener("htmx:before:swap", (event) => {
  if (!event.detail?.ctx?.sourceElement?.closest?.("[data-quiet]")) return;
  const open = [...document.querySelectorAll("#page details[open]")];
  const busy = open.filter((one) => one.querySelector("form") || one.classList.contains("menu"));
  const typing = document.activeElement?.closest("#page form");
  opened = open.filter((one) => !busy.includes(one));
  kept = typing ? [...busy, typing] : busy;
  for (const one of kept) one.setAttribute("hx-morph-skip", "");
});

document.addEventListener("htmx:finally:swap", () => {
  for (const one of kept) one.removeAttribute("hx-morph-skip");
  for (const one of opened) one.open = true;
  [kept, opened] = [[], []];
});
