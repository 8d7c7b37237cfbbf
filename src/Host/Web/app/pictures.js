// Saves a chart, a tile or all of them as a picture, copies a link, fills the screen: what a page can only do with scripts appears with them.
function uncover() {
  for (const button of document.querySelectorAll("[data-save-chart], [data-picture], [data-copy], [data-fullscreen]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const save = event.target.closest?.("[data-save-chart]");
  if (save) {
    const { savePicture } = await import(document.querySelector('meta[name="nexus-charts"]').content);
    await savePicture(document.getElementById(save.dataset.saveChart), save.dataset.name);
    return;
  }
  const picture = event.target.closest?.("[data-picture]");
  if (picture) {
    const { save } = await import(document.querySelector('meta[name="nexus-picture"]').content);
    await save(document.getElementById(picture.dataset.picture), picture.dataset.name, picture.dataset.about);
    return;
  }
  const copy = event.target.closest?.("[data-copy]");
  if (copy) {
    const field = document.getElementById(copy.dataset.copy);
    field.select();
    await navigator.clipboard?.writeText(field.value);
    copy.lastChild.textContent = "Copied";
    return;
  }
  if (event.target.closest?.("[data-fullscreen]")) await document.documentElement.requestFullscreen?.();
});

uncover();
document.addEventListener("htmx:after:swap", uncover);
