// The matrix of the plan by keyboard: one stop of Tab, then the arrows, Home and End. Its squares stay plain links.
for (const table of document.querySelectorAll(".week table")) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td.sq > a")]);
  const links = rows.flat();
  if (!links.length) continue;
  const stop = (link) => {
    for (const one of links) one.tabIndex = one === link ? 0 : -1;
  };
  stop(links.find((one) => one.hasAttribute("aria-current")) ?? links[0]);
  table.addEventListener("focusin", (event) => {
    if (links.includes(event.target)) stop(event.target);
  });
  table.addEventListener("keydown", (event) => {
    const y = rows.findIndex((row) => row.includes(event.target));
    if (y < 0 || event.altKey || event.metaKey || event.shiftKey) return;
    const x = rows[y].indexOf(event.target);
    const last = rows[y].length - 1;
    const there = {
      ArrowLeft: () => rows[y][x - 1],
      ArrowRight: () => rows[y][x + 1],
      ArrowUp: () => rows[y - 1]?.[x],
      ArrowDown: () => rows[y + 1]?.[x],
      Home: () => (event.ctrlKey ? rows[0][0] : rows[y][0]),
      End: () => (event.ctrlKey ? rows.at(-1).at(-1) : rows[y][last]),
    }[event.key];
    if (!there) return;
    event.preventDefault();
    there()?.focus();
  });
}
