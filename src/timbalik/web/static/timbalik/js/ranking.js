// Tap names in order: the first tap is the first place, a second tap takes it back. The lists below are what is sent, so
// the page works the same without this.
const form = document.querySelector("[data-ranking]");
const said = form?.querySelector("[data-rank-said]");
const places = () => [...form.querySelectorAll("[data-rank]")].map((button) => [button, button.closest("[data-place]").querySelector("select")]);

const show = () => {
  for (const [button, list] of places()) {
    button.setAttribute("aria-pressed", String(list.value !== ""));
    button.classList.toggle("btn--main", list.value !== "");
    button.querySelector("[data-rank-word]").textContent = list.value ? `${said.dataset.wordPlace} ${list.value}` : said.dataset.wordChoose;
  }
};
const tap = (list) => {
  const taken = places().map(([, other]) => other).filter((other) => other.value);
  if (list.value) {
    const was = Number(list.value);
    list.value = "";
    for (const other of taken) if (Number(other.value) > was) other.value = String(Number(other.value) - 1);
  } else if (taken.length < 3) list.value = String(taken.length + 1);
  show();
};

if (form) {
  for (const [button, list] of places()) {
    button.parentElement.hidden = false;
    list.classList.add("sr");
    list.tabIndex = -1;
    list.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => tap(list));
  }
  show();
}
