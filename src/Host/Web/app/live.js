// A page that shows data asks to be told when there is new data: one stream for the page, closed while nobody looks.
let stream;
let address;

function follow() {
  const wanted = document.hidden ? undefined : document.querySelector("[data-live]")?.dataset.live;
  if (wanted === address) return;
  stream?.close();
  stream = undefined;
  address = wanted;
  if (!wanted) return;
  let known;
  stream = new EventSource(wanted);
  stream.addEventListener("data", (event) => {
    // The first word is what the page shows already, unless the stream was away for a while.
    if (known !== undefined && known !== event.data) document.body.dispatchEvent(new CustomEvent("nexus:data"));
    known = event.data;
  });
  // A session that has ended is not asked for again and again.
  stream.addEventListener("error", () => stream?.readyState === EventSource.CLOSED && stream.close());
}

follow();
document.addEventListener("visibilitychange", follow);
document.addEventListener("htmx:after:swap", follow);
