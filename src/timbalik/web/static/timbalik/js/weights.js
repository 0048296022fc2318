// Weights add up to a hundred: what one takes, the others give, in proportion to what they had when it began to move.
const sliders = (form) => [...form.querySelectorAll("input[type=range]")];
const show = (slider) => {
  slider.parentElement.querySelector("output").value = slider.value;
};
let start = null; // the slider that moves, and what the others had

const begin = (moved) => {
  if (start?.moved === moved) return;
  start = { moved, others: new Map() };
  for (const one of sliders(moved.form)) if (one !== moved) start.others.set(one, Number(one.value));
};

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("[data-weights] input[type=range]")) { start = null; begin(target); }
});

document.addEventListener("input", ({ target }) => {
  if (target.type !== "range" || !target.form?.hasAttribute("data-weights")) return;
  begin(target);
  const left = 100 - Number(target.value);
  const had = [...start.others.values()].reduce((sum, value) => sum + value, 0);
  const shares = [...start.others].map(([slider, value]) => {
    const share = had ? (left * value) / had : left / start.others.size;
    return { slider, whole: Math.floor(share), rest: share - Math.floor(share) };
  });
  let over = left - shares.reduce((sum, one) => sum + one.whole, 0);
  for (const one of [...shares].sort((a, b) => b.rest - a.rest)) {
    one.slider.value = one.whole + (over-- > 0 ? 1 : 0);
    show(one.slider);
  }
}, true); // before the form asks

// Back to the weights in use: the figures follow, and so does what is shown of them.
document.addEventListener("reset", ({ target }) => {
  if (!target.hasAttribute("data-weights")) return;
  setTimeout(() => {
    start = null;
    sliders(target).forEach(show);
    target.dispatchEvent(new Event("input"));
  });
});
