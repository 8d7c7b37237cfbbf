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
