// Tiles are moved by their grip; where they are let go is sent as the order of all of them.
import Sortable from "sortablejs/modular/sortable.core.esm.js";

const sorted = new WeakSet();

export function sortBoards() {
  document.documentElement.dataset.board = "";
  for (const board of document.querySelectorAll("[data-board-order]")) {
    if (sorted.has(board)) continue;
    sorted.add(board);
    Sortable.create(board, {
      handle: ".grip",
      // The browser's own dragging does not scroll, and does not work by touch.
      forceFallback: true,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      draggable: "[data-tile]",
      onEnd: (moved) => moved.oldIndex !== moved.newIndex && send(board),
    });
  }
}

function send(board) {
  const form = document.getElementById(board.dataset.boardOrder);
  form.elements.namedItem("order").value = [...board.querySelectorAll(":scope > [data-tile]")].map((tile) => tile.dataset.tile).join(",");
  form.requestSubmit();
}

// A tile is made larger or smaller by its corner; where it is let go is sent like a press of the buttons beside it.
const narrowest = 3;
// Pixels of a row that nothing stretches, as the style sheet has it.
const shortest = 162;

document.addEventListener("pointerdown", (event) => {
  const corner = event.target.closest?.("[data-resize]");
  if (!corner || event.button !== 0) return;
  event.preventDefault();
  const tile = corner.closest("[data-tile]");
  const board = tile.parentElement;
  const form = document.getElementById(corner.dataset.resize);
  const start = tile.getBoundingClientRect();
  const gap = parseFloat(getComputedStyle(board).columnGap) || 0;
  const column = (board.clientWidth + gap) / 12;
  const row = shortest + gap;
  let size;
  const move = (now) => {
    size = {
      width: within(Math.round((start.width + gap + now.clientX - event.clientX) / column), narrowest, 12),
      height: within(Math.round((start.height + gap + now.clientY - event.clientY) / row), 1, Number(form.dataset.tallest)),
    };
    tile.style.gridColumn = `span ${size.width}`;
    tile.style.gridRow = `span ${size.height}`;
  };
  const end = (now) => {
    corner.removeEventListener("pointermove", move);
    corner.removeEventListener("pointerup", end);
    corner.removeEventListener("pointercancel", end);
    if (now.type === "pointerup" && size) resize(form, size);
    else tile.style.gridColumn = tile.style.gridRow = "";
  };
  corner.setPointerCapture(event.pointerId);
  corner.addEventListener("pointermove", move);
  corner.addEventListener("pointerup", end);
  corner.addEventListener("pointercancel", end);
});

function resize(form, size) {
  for (const [name, value] of Object.entries(size)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  form.requestSubmit();
}

function within(number, least, most) {
  return Math.min(most, Math.max(least, number));
}
