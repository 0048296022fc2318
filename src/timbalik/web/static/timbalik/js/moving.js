// A mentee may be carried to another mentor with the mouse. Nothing changes by that: the panel with the price opens, as it
// does for “Move…”, which the keyboard and a page without a script have.
const drawer = () => document.getElementById("drawer");
const address = document.querySelector("[data-moves]")?.dataset.moves;
let carried = "";

const makeReady = () => {
  for (const card of document.querySelectorAll("[data-mentee]")) (card.querySelector(".side-e") ?? card).draggable = true;
};
const placeOf = ({ target }) => {
  const place = carried && target.closest?.("[data-mentor]");
  return place && place.dataset.mentee !== carried ? place : null;
};
const mark = (place) => {
  for (const other of document.querySelectorAll("[data-over]")) if (other !== place) delete other.dataset.over;
  if (place) place.dataset.over = "";
};

if (address) {
  makeReady();
  document.addEventListener("htmx:afterSwap", makeReady);
  document.addEventListener("dragstart", (event) => {
    carried = event.target.closest?.("[draggable=true]")?.closest("[data-mentee]")?.dataset.mentee ?? "";
    if (carried) event.dataTransfer.setData("text/plain", carried);
  });
  document.addEventListener("dragover", (event) => {
    const place = placeOf(event);
    if (place) event.preventDefault();
    mark(place);
  });
  document.addEventListener("dragend", () => mark((carried = "")));
  document.addEventListener("drop", async (event) => {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    const asked = `${address}?untuk=${carried}&dengan=${place.dataset.mentor}`;
    mark((carried = ""));
    if (!window.htmx || !drawer()) return location.assign(asked);
    await window.htmx.ajax("GET", asked, { target: "#drawer", swap: "outerHTML show:#drawer:top" });
    history.pushState({ htmx: true }, "", asked);
    drawer().focus();
  });
}
