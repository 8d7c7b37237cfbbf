// Consent at a provider happens in a window of its own, so that the page stays where it is. Where a browser opens none, the
// link is an ordinary one; the way back works in either.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("nexus-consent") : null;

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-consent]");
  if (!link || !channel || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const left = Math.max(0, window.screenX + (window.outerWidth - 560) / 2);
  const address = new URL(link.href);
  address.searchParams.set("popup", "true");
  const popup = window.open(address, "nexus-consent", `popup,width=560,height=720,left=${left}`);
  if (!popup) return;
  event.preventDefault();
  document.querySelector("[data-consent-waiting]")?.removeAttribute("hidden");
});

channel?.addEventListener("message", (event) => {
  if (!document.querySelector("a[data-consent]") || typeof event.data !== "string") return;
  if (event.data.startsWith("/connections/new/")) location.assign(event.data);
});

const granted = document.querySelector("[data-consented]");
if (granted && channel) {
  channel.postMessage(granted.dataset.consented);
  window.close();
}
