// What a page gains from a script: nothing here is needed to use it.

// A sent form cannot be sent twice by accident; its button says so to everyone.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.hasAttribute("hx-post") || event.target.hasAttribute("hx-get")) return;
  if (button.getAttribute("aria-busy") === "true") return event.preventDefault();
  button.setAttribute("aria-busy", "true");
});
// Back in the browser shows the page as it was left: let its buttons work again.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-opens], [data-closes], [data-prints], [data-copies]");
  if (!target) return;
  const { opens, copies } = target.dataset;
  if (opens) document.getElementById(opens)?.showModal();
  if ("closes" in target.dataset) target.closest("dialog, .toast")?.[target.closest("dialog") ? "close" : "remove"]();
  if ("prints" in target.dataset) window.print();
  if (copies) navigator.clipboard?.writeText(new URL(copies, location.href).href);
});

// A slider's figure follows the thumb.
document.addEventListener("input", ({ target }) => {
  if (target.type === "range") target.parentElement.querySelector("output").value = target.value;
});

// Lead to what went wrong: after a full load and after a swap.
const summary = (root) => root.querySelector?.("[data-summary]")?.focus();
summary(document);
document.addEventListener("htmx:afterSwap", (event) => summary(event.target));

// Say that something is under way to those who do not see it.
document.addEventListener("htmx:beforeRequest", ({ target }) => target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ target }) => target.removeAttribute("aria-busy"));
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    const template = document.getElementById("toast-failed");
    if (template) document.getElementById("toasts").replaceChildren(template.content.cloneNode(true));
  });
}
