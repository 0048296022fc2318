// Search in a long list of skills. Without it the groups unfold by hand.
for (const list of document.querySelectorAll("[data-concepts]")) {
  const find = list.querySelector("input[type=search]");
  const groups = [...list.querySelectorAll("details")];
  const opened = groups.map((group) => group.open);
  const none = list.querySelector("[data-none]");
  find.closest("p").hidden = false;
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    groups.forEach((group, place) => {
      let here = 0;
      for (const choice of group.querySelectorAll("[data-words]")) {
        const chosen = choice.querySelector("input").checked;
        choice.hidden = !chosen && !wanted.every((word) => choice.dataset.words.includes(word));
        here += !choice.hidden;
      }
      group.hidden = here === 0;
      group.open = wanted.length ? here > 0 : opened[place];
      shown += here;
    });
    none.hidden = shown > 0;
  });
}

// A topic stands in the list and among the suggestions: ticked in one place, it is ticked in both.
document.addEventListener("change", (event) => {
  const { name, value, checked, form } = event.target;
  if (name !== "chosen" || !form) return;
  for (const other of form.querySelectorAll(`input[name=chosen][value="${CSS.escape(value)}"]`)) other.checked = checked;
});
