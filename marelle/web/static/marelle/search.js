// The search box as one types: a combobox over the same answers as the page, which works alone.

const PAUSE = 110;

for (const form of document.querySelectorAll("[data-search]")) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const said = form.querySelector("[data-search-said]");
  let timer = 0;
  let asked = "";
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  close();

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const options = [...list.children];
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    if (!options.length || list.hidden) return;
    if (event.key === "ArrowDown") move(event, (active + 1) % options.length);
    if (event.key === "ArrowUp") move(event, (active - 1 + options.length) % options.length);
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); location.assign(options[active].dataset.url); }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); location.assign(option.dataset.url); }
  });
  input.addEventListener("blur", close);
  input.addEventListener("focus", () => { if (list.children.length) open(); });

  async function ask() {
    const typed = input.value.trim();
    asked = typed;
    if (typed.length < 2) { list.replaceChildren(); close(); return; }
    try {
      const answer = await fetch(`${form.dataset.search}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { items } = await answer.json();
      if (asked === typed) show(items);
    } catch { close(); }
  }

  function show(items) {
    list.replaceChildren(...items.map(option));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    said.textContent = items.length ? form.dataset.some.replace("{count}", items.length) : form.dataset.none;
    if (items.length && document.activeElement === input) open(); else close();
  }

  function option(item, index) {
    const line = document.createElement("li");
    line.id = `${list.id}-${index}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.url = item.url;
    const name = document.createElement("strong");
    name.textContent = item.name;
    const detail = document.createElement("span");
    detail.textContent = [item.kind, item.detail].filter(Boolean).join(" · ");
    line.append(name, " ", detail);
    return line;
  }

  function move(event, to) {
    event.preventDefault();
    const options = [...list.children];
    if (active >= 0) options[active].setAttribute("aria-selected", "false");
    active = to;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function open() { list.hidden = false; input.setAttribute("aria-expanded", "true"); }
  function close() { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
}
