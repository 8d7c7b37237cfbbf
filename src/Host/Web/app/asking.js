// What asks before it does something has a page for it. Here the question comes up as a dialog over the page that it is about;
// its form is the page's own and is sent as it would be from there.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-ask]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const question = await questionAt(link.href);
  if (question) show(question, link);
  else location.assign(link.href);
});

async function questionAt(address) {
  try {
    const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
    const answer = await fetch(address, { headers: { ...headers, "HX-Request": "true" } });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = page && page.querySelector("[data-confirm]");
    return section && { title: page.querySelector("h1").textContent, section };
  } catch {
    return null;
  }
}

function show({ title, section }, link) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "ask-title");
  const heading = document.createElement("h2");
  heading.id = "ask-title";
  heading.textContent = title;
  dialog.append(heading, ...section.children);
  dialog.addEventListener("click", (event) => {
    // A click beside the dialog is one on the dialog itself: its contents cover the rest.
    if (event.target !== dialog && !event.target.closest("[data-cancel]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (link.isConnected) link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[data-cancel]")?.focus();
}
