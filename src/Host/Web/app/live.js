// A page that shows data asks to be told when there is new data: one stream for the page, closed while nobody looks.
import { arrived, failed } from "./late.js";

const [soonest, latest] = [2_000, 60_000];
let stream;
let address;
let pause = soonest;
let again;

function follow() {
  const wanted = document.hidden ? undefined : document.querySelector("[data-live]")?.dataset.live;
  if (wanted === address) return;
  address = wanted;
  pause = soonest;
  open();
}

function open() {
  clearTimeout(again);
  stream?.close();
  stream = address && new EventSource(address);
  if (!stream) return;
  const own = stream;
  let known;
  own.addEventListener("open", () => {
    pause = soonest;
    arrived("stream");
  });
  own.addEventListener("data", (event) => {
    // The first word is what the page shows already, unless the stream was away for a while.
    if (known !== undefined && known !== event.data) document.body.dispatchEvent(new CustomEvent("nexus:data"));
    known = event.data;
  });
  own.addEventListener("error", () => {
    if (own !== stream) return;
    failed("stream");
    // What ends by itself the browser opens anew. What was answered with a fault it leaves closed: a proxy or a server that
    // is starting anew comes back, a session that has ended does not, and is asked for less and less often.
    if (own.readyState !== EventSource.CLOSED) return;
    again = setTimeout(open, pause * (0.75 + Math.random() / 2));
    pause = Math.min(latest, pause * 2);
  });
}

follow();
document.addEventListener("visibilitychange", follow);
document.addEventListener("htmx:after:swap", follow);
