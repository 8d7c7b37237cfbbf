// Dragging tiles takes a library, which is fetched once a dashboard is being put together.
async function load() {
  const address = document.querySelector("[data-board-script]")?.dataset.boardScript;
  if (address) (await import(address)).sortBoards();
}

load();
document.addEventListener("htmx:after:swap", load);
