// A test of a connection shows each check as it is done, and the whole page's answer at the end. Without this, or where the
// stream breaks, the button beside the list asks for all of it in one answer.
import htmx from "htmx.org/dist/htmx.esm.js";

let stream;

function follow() {
  const list = document.querySelector("[data-checks]");
  if (stream && stream.list === list) return;
  stream?.source.close();
  stream = undefined;
  if (!list) return;
  const otherwise = document.querySelector("[data-checks-otherwise]");
  otherwise?.setAttribute("hidden", "");
  const source = new EventSource(list.dataset.checks);
  stream = { list, source };
  source.addEventListener("check", (event) => put(list, parsed(event.data).querySelector("[data-check]")));
  source.addEventListener("page", (event) => {
    source.close();
    const now = document.getElementById("test");
    const then = parsed(event.data).getElementById("test");
    now.replaceWith(then);
    htmx.process(then);
  });
  source.addEventListener("error", () => {
    source.close();
    otherwise?.removeAttribute("hidden");
  });
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function put(list, line) {
  const waiting = [...list.children].find((one) => one.dataset.check === line.dataset.check);
  if (waiting) waiting.replaceWith(line);
  else list.append(line);
}

follow();
document.addEventListener("htmx:after:swap", follow);
