// A form that was sent is not sent again until its answer is here: its buttons say so.
const longest = 60000;

const isSent = (form) => form instanceof HTMLFormElement && form.method === "post" && !form.matches("[data-upload]");

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!isSent(form)) return;
    if (form.dataset.busy !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.busy = "";
    form.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("data-pressed", "");
    // Disabled at once, the pressed button would not be sent.
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), longest);
  },
  true,
);

function release(form) {
  if (form.dataset.busy === undefined) return;
  delete form.dataset.busy;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("button")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-pressed");
  }
}

const releaseAll = () => document.querySelectorAll("form[data-busy]").forEach(release);
document.addEventListener("htmx:finally:request", releaseAll);
window.addEventListener("pageshow", releaseAll);
