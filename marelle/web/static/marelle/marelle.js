// What JavaScript adds, and nothing else needs: the focus on a list of errors, one tab stop for the map, the theme at once.

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

for (const form of document.querySelectorAll("[data-themes]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !window.fetch) return;
    event.preventDefault();
    const body = new FormData(form, button);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).then(() => wear(form, button), () => form.submit());
  });
}

function wear(form, button) {
  const root = document.documentElement;
  if (button.value === "system") delete root.dataset.theme;
  else root.dataset.theme = button.value;
  for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
}

// The map: Tab reaches it once, the arrows go to the nearest point or département on that side, its name is written under it.
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

for (const map of document.querySelectorAll("[data-map]")) {
  const points = [...map.querySelectorAll(".map-point")];
  const said = map.parentElement.querySelector("[data-map-said]");
  const resting = said ? said.textContent : "";
  const say = (point) => { if (said) said.textContent = point ? point.getAttribute("aria-label") : resting; };
  let stop = points[0];
  points.forEach((point) => point.setAttribute("tabindex", point === stop ? "0" : "-1"));
  map.addEventListener("mouseover", (event) => say(event.target.closest(".map-point")));
  map.addEventListener("mouseleave", () => say(null));
  map.addEventListener("focusin", (event) => {
    const here = event.target.closest(".map-point");
    say(here);
    if (!here) return;
    stop.setAttribute("tabindex", "-1");
    here.setAttribute("tabindex", "0");
    stop = here;
  });
  map.addEventListener("focusout", () => say(null));
  map.addEventListener("keydown", (event) => {
    const here = event.target.closest(".map-point");
    if (!here) return;
    let next = null;
    if (event.key in WAYS) next = nearest(points, here, WAYS[event.key]);
    if (event.key === "Home") next = points[0];
    if (event.key === "End") next = points[points.length - 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function centre(point) {
  if (point.dataset.at) return point.dataset.at.split(" ").map(Number);
  const circle = point.querySelector(".map-touch");
  return [circle.cx.baseVal.value, circle.cy.baseVal.value];
}

function nearest(points, here, [across, down]) {
  const [x, y] = centre(here);
  let best = null;
  let least = Infinity;
  for (const point of points) {
    const [px, py] = centre(point);
    const along = (px - x) * across + (py - y) * down;
    const aside = Math.abs((px - x) * down) + Math.abs((py - y) * across);
    const cost = along + 2 * aside;
    if (point !== here && along > 0.5 && cost < least) [best, least] = [point, cost];
  }
  return best;
}
