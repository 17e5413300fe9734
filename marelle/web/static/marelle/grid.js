// The actions of a plan as a grid worked by keyboard. Without this script the same table is a form of inputs, as it also
// stays on a narrow screen. Every gesture is one sending of cells; the server judges each and answers what now stands.

const table = document.querySelector("table.grid[data-grid]");
if (table && window.fetch && window.matchMedia("(min-width: 641px)").matches && table.querySelector("tbody input:not([type=hidden]), tbody select")) start();

function start() {
  const form = table.closest("form");
  const said = form.querySelector(".grid-said");
  const words = table.dataset;
  const rows = [...table.tBodies[0].rows].map((line) => [...line.querySelectorAll("td[data-key]")]);
  const kept = new Map(); // cell → its control, its text, the text that was refused
  const done = [];
  const undone = [];
  let here = rows[0][0];
  let anchor = here;
  let editing = null;

  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", words.label);
  table.setAttribute("aria-multiselectable", "true");
  for (const line of table.rows) line.setAttribute("role", "row");
  for (const head of table.querySelectorAll("thead th")) head.setAttribute("role", "columnheader");
  for (const head of table.querySelectorAll("tbody th")) head.setAttribute("role", "rowheader");
  form.querySelector(".grid-keys").hidden = false;
  form.querySelector(".grid-save").hidden = true;
  table.closest(".grid-frame").removeAttribute("tabindex");
  form.addEventListener("submit", (event) => { if (editing) { event.preventDefault(); commit(0, 0); } });

  for (const cell of rows.flat()) {
    const control = cell.querySelector("input, select");
    const why = cell.querySelector(".error")?.textContent || "";
    kept.set(cell, { control, text: control ? original(control) : cell.textContent.trim(), typed: null });
    cell.setAttribute("role", "gridcell");
    cell.tabIndex = -1;
    if (!control) { cell.setAttribute("aria-readonly", "true"); continue; }
    const typed = control.value;
    control.remove();
    if (why) refuse(cell, typed, why);
    else show(cell);
  }
  here.tabIndex = 0;

  function original(control) {
    if (control.matches("select")) return control.querySelector("option[selected]")?.value || "";
    return control.defaultValue;
  }

  function label(cell, text) {
    const { control } = kept.get(cell);
    if (control?.matches("select")) return [...control.options].find((one) => one.value === text)?.textContent || text;
    return text;
  }

  function show(cell) {
    const one = kept.get(cell);
    one.typed = null;
    cell.classList.remove("cell-wrong");
    cell.removeAttribute("aria-invalid");
    cell.textContent = label(cell, one.text);
  }

  function refuse(cell, typed, why) {
    kept.get(cell).typed = typed;
    cell.classList.add("cell-wrong");
    cell.setAttribute("aria-invalid", "true");
    cell.textContent = label(cell, typed);
    const line = document.createElement("span");
    line.className = "error";
    line.textContent = why;
    cell.append(line);
  }

  const place = (cell) => { const y = rows.findIndex((line) => line.includes(cell)); return [y, rows[y].indexOf(cell)]; };
  const at = (y, x) => rows[Math.max(0, Math.min(rows.length - 1, y))][Math.max(0, Math.min(rows[0].length - 1, x))];
  const text = (cell) => { const one = kept.get(cell); return one.typed ?? one.text; };

  function area() {
    const [[y1, x1], [y2, x2]] = [place(anchor), place(here)];
    return { top: Math.min(y1, y2), bottom: Math.max(y1, y2), left: Math.min(x1, x2), right: Math.max(x1, x2) };
  }

  function chosen() {
    const { top, bottom, left, right } = area();
    return rows.slice(top, bottom + 1).map((line) => line.slice(left, right + 1));
  }

  function go(cell, extend) {
    here.tabIndex = -1;
    here = cell;
    if (!extend) anchor = cell;
    here.tabIndex = 0;
    here.focus();
    mark();
  }

  function mark() {
    const inside = new Set(anchor === here ? [] : chosen().flat());
    for (const cell of kept.keys()) {
      if (inside.has(cell)) cell.setAttribute("aria-selected", "true");
      else cell.removeAttribute("aria-selected");
    }
  }

  function edit(first) {
    const { control } = kept.get(here);
    if (!control) { say(words.closed); return; }
    editing = here;
    control.value = text(here);
    if (first !== undefined && control.matches("input")) control.value = first;
    here.replaceChildren(control);
    control.focus();
    if (control.matches("input") && first === undefined) control.select();
  }

  function stop() {
    const cell = editing;
    const { control } = kept.get(cell);
    const value = control.value;
    editing = null;
    control.remove();
    return [cell, value];
  }

  function commit(down, right) {
    const [cell, value] = stop();
    const was = text(cell);
    cell.textContent = label(cell, value);
    if (value.trim() !== was) write([{ cell, text: value }]);
    else show(cell);
    const [y, x] = place(cell);
    go(at(y + down, x + right));
  }

  table.addEventListener("focusout", (event) => {
    if (!editing || editing.contains(event.relatedTarget)) return;
    const [cell, value] = stop();
    cell.textContent = label(cell, value);
    if (value.trim() !== text(cell)) write([{ cell, text: value }]);
    else show(cell);
  });

  table.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td[data-key]");
    if (!cell || cell === editing || event.target.closest("a")) return;
    if (event.shiftKey) event.preventDefault();
    go(cell, event.shiftKey);
  });
  table.addEventListener("dblclick", (event) => { if (event.target.closest("td[data-key]") === here && !editing) edit(); });

  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  table.addEventListener("keydown", (event) => {
    if (event.isComposing || !kept.has(editing || event.target)) return;
    if (editing) whileEditing(event);
    else whileMoving(event);
  });

  function whileEditing(event) {
    if (event.key === "Escape") { const [cell] = stop(); if (kept.get(cell).typed === null) show(cell); else cell.textContent = text(cell); go(cell); }
    else if (event.key === "Enter") commit(event.shiftKey ? -1 : 1, 0);
    else if (event.key === "Tab") commit(0, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  function whileMoving(event) {
    const control = event.ctrlKey || event.metaKey;
    const [y, x] = place(here);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key in MOVES) go(at(y + MOVES[key][0] * (control ? rows.length : 1), x + MOVES[key][1] * (control ? rows[0].length : 1)), event.shiftKey);
    else if (key === "Home") go(at(control ? 0 : y, 0), event.shiftKey);
    else if (key === "End") go(at(control ? rows.length : y, rows[0].length), event.shiftKey);
    else if (key === "Enter" || key === "F2") edit();
    else if (key === "Escape") go(here);
    else if (key === "Delete" || key === "Backspace") write(chosen().flat().map((cell) => ({ cell, text: "" })));
    else if (control && key === "d") fill();
    else if (control && key === "z" && !event.shiftKey) again(done, undone);
    else if (control && (key === "y" || key === "z")) again(undone, done);
    else if (!control && !event.altKey && event.key.length === 1) edit(event.key);
    else return;
    event.preventDefault();
  }

  function fill() {
    const { top, bottom, left, right } = area();
    const from = top === bottom ? top - 1 : top;
    if (from < 0) return;
    const changes = [];
    for (let y = from + 1; y <= bottom; y += 1) for (let x = left; x <= right; x += 1) changes.push({ cell: rows[y][x], text: text(rows[from][x]) });
    write(changes);
  }

  // What was sent last must have come back before it can be undone: the gesture waits its turn.
  function again(from, to) {
    turn = turn.then(() => {
      const gesture = from.pop();
      if (!gesture) { say(words.nothing); return undefined; }
      const { fresh, left } = prepare(gesture.map((one) => ({ cell: one.cell, text: one.before })), 0);
      go(gesture[0].cell);
      return fresh.length ? send(fresh, to, left) : undefined;
    });
  }

  table.addEventListener("copy", (event) => {
    if (editing || !kept.has(event.target)) return;
    const quoted = (cell) => { const value = label(cell, text(cell)); return /[\t\n"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value; };
    event.clipboardData.setData("text/plain", chosen().map((line) => line.map(quoted).join("\t")).join("\n"));
    event.preventDefault();
  });

  table.addEventListener("paste", (event) => {
    if (editing || !kept.has(event.target)) return;
    event.preventDefault();
    const block = parse(event.clipboardData.getData("text/plain"));
    if (!block.length) return;
    const { top, left } = area();
    const single = block.length === 1 && block[0].length === 1;
    const changes = single ? chosen().flat().map((cell) => ({ cell, text: block[0][0] })) : [];
    let outside = 0;
    if (!single) block.forEach((line, y) => line.forEach((value, x) => { const cell = rows[top + y]?.[left + x]; if (cell) changes.push({ cell, text: value }); else outside += 1; }));
    write(changes, done, outside);
  });

  // What a spreadsheet puts on the clipboard: tabs, line ends, quotes around what holds them.
  function parse(raw) {
    const block = [[""]];
    let quoted = false;
    const source = raw.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let n = 0; n < source.length; n += 1) {
      const sign = source[n];
      const line = block[block.length - 1];
      if (quoted && sign === '"' && source[n + 1] === '"') { line[line.length - 1] += '"'; n += 1; }
      else if (sign === '"' && (quoted || line[line.length - 1] === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") line.push("");
      else if (!quoted && sign === "\n") block.push([""]);
      else line[line.length - 1] += sign;
    }
    return raw ? block : [];
  }

  function say(words) { said.textContent = ""; said.textContent = words; }

  let turn = Promise.resolve(); // one sending after the other: each knows the revision that the last one made
  function write(changes, stack = done, outside = 0) {
    const { fresh, left } = prepare(changes, outside);
    if (!fresh.length) { if (left) say(words.outside.replace("{n}", left)); return; }
    undone.length = 0; // a new gesture: nothing is left to be redone
    turn = turn.then(() => send(fresh, stack, left));
  }

  // What of these changes is to be sent, and how many fall on cells that are read.
  function prepare(changes, outside) {
    const open = changes.filter((one) => kept.get(one.cell).control);
    const left = outside + changes.length - open.length;
    const fresh = open.filter((one) => one.text.trim() !== text(one.cell) || kept.get(one.cell).typed !== null || one.cell.textContent !== label(one.cell, text(one.cell)));
    for (const one of fresh) { one.cell.textContent = label(one.cell, one.text); one.cell.classList.add("cell-sending"); }
    return { fresh, left };
  }

  async function send(changes, stack, left) {
    const cells = changes.map(({ cell, text: value }) => {
      const line = cell.closest("tr").dataset;
      return { action: Number(line.action), key: cell.dataset.key, text: value, revision: Number(line.revision) };
    });
    try {
      const token = form.elements.csrfmiddlewaretoken.value;
      const answer = await fetch(words.grid, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token }, body: JSON.stringify({ cells }) });
      if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("out");
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.refused || "out");
      took(changes, told, stack, left);
    } catch (error) {
      const why = error.message === "out" || error instanceof TypeError ? words.offline : error.message;
      for (const one of changes) { one.cell.classList.remove("cell-sending"); refuse(one.cell, one.text, why); }
      say(why);
    }
  }

  function took(changes, told, stack, left) {
    const gesture = [];
    const wrong = [];
    told.cells.forEach((outcome, n) => {
      const { cell, text: value } = changes[n];
      cell.classList.remove("cell-sending");
      if (outcome.refused) {
        if (outcome.text !== null) kept.get(cell).text = outcome.text;
        if (cell !== editing) refuse(cell, value, outcome.refused);
        wrong.push(words.refused.replace("{label}", cell.dataset.name).replace("{why}", outcome.refused));
        return;
      }
      kept.get(cell).text = outcome.text;
      if (cell !== editing) show(cell);
      if (outcome.before !== outcome.text) gesture.push({ cell, before: outcome.before });
    });
    for (const [pk, row] of Object.entries(told.rows)) refresh(pk, row);
    if (gesture.length) stack.push(gesture);
    const saved = told.cells.length - wrong.length;
    const parts = saved ? [words.saved.replace("{n}", saved)] : [];
    if (left) parts.push(words.outside.replace("{n}", left));
    say([...parts, ...wrong.slice(0, 5)].join(" "));
  }

  function refresh(pk, row) {
    const line = table.querySelector(`tr[data-action="${pk}"]`);
    line.dataset.revision = row.revision;
    for (const [key, value] of Object.entries(row.read)) {
      const cell = line.querySelector(`td[data-key="${key}"]`);
      if (!cell) continue;
      cell.textContent = value ?? words.unknown;
      kept.get(cell).text = cell.textContent;
      cell.classList.toggle("unknown", value === null);
    }
  }
}
