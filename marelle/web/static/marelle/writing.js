// A section saves itself as one writes: only what changed is sent, each answer from the revision that was on the page.
// What a colleague wrote meanwhile is shown where nobody is writing; where both wrote, both texts are kept.

const PAUSE = 1500;
const AGAIN = 5000;
const LOOK = 250;
const OUT = "logged out";
const form = document.querySelector("[data-writing]");

if (form && window.fetch) {
  const revision = form.elements.revision;
  const said = form.querySelector("[data-saved]");
  const base = new Map();
  const dirty = new Set();
  let sending = false;
  let timer = 0;
  let closing = false;
  let refused = false;

  const questions = () => [...form.querySelectorAll(".question")];
  const question = (code) => questions().find((one) => one.dataset.field === code);
  const label = (code) => question(code)?.querySelector("legend, label")?.firstChild?.textContent.trim() || code;
  const start = Number(revision.value) || 0;
  for (const one of questions()) base.set(one.dataset.field, start);

  const wrote = (event) => {
    const here = event.target.closest(".question");
    if (!here || event.target.type === "file" || event.target.type === "search") return;
    dirty.add(here.dataset.field);
    // A refusal stays said: a shorter line would move the buttons under a finger that is pressing one.
    if (!sending && !refused) say(form.dataset.unsaved, true);
    plan(PAUSE);
  };
  form.addEventListener("input", wrote);
  form.addEventListener("change", (event) => { wrote(event); if (dirty.size && !event.target.matches("textarea, [type=search]")) plan(300); });
  form.addEventListener("submit", () => { closing = true; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && dirty.size && !closing) save(true); });
  window.addEventListener("beforeunload", (event) => { if (!closing && (dirty.size || sending)) event.preventDefault(); });

  function plan(wait) { clearTimeout(timer); timer = setTimeout(save, wait); }

  // The state is read aloud when it settles, never at each key: « unsaved » is only seen.
  function say(text, quietly) {
    if (quietly) { said.setAttribute("aria-live", "off"); said.textContent = text; said.setAttribute("aria-live", "polite"); return; }
    if (said.textContent !== text) said.textContent = text;
  }

  function body(codes) {
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sent.set("revision", revision.value);
    sent.set("there", questions().map((one) => one.dataset.field).join(","));
    sent.set("base", JSON.stringify(Object.fromEntries(codes.map((code) => [code, base.get(code) ?? start]))));
    for (const code of codes) {
      for (const control of question(code)?.querySelectorAll("input, select, textarea") || []) {
        const unticked = (control.type === "checkbox" || control.type === "radio") && !control.checked;
        if (control.name && control.type !== "file" && control.type !== "search" && !unticked) sent.append(control.name, control.value);
      }
    }
    return sent;
  }

  async function save(leaving) {
    clearTimeout(timer);
    if (sending || closing || !dirty.size) return;
    const codes = [...dirty];
    dirty.clear();
    sending = true;
    try {
      const answer = await fetch(form.dataset.writing, { method: "POST", body: body(codes), headers: { Accept: "application/json" }, keepalive: leaving === true });
      if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(OUT);
      const told = await answer.json();
      refused = false;
      if (answer.ok) took(codes, told);
      else refuse(codes, told.refused || form.dataset.shut);
    } catch (error) {
      for (const code of codes) dirty.add(code);
      say(error.message === OUT ? form.dataset.out : form.dataset.offline);
      plan(AGAIN);
    } finally {
      sending = false;
    }
    if (dirty.size && !refused) plan(PAUSE);
  }

  // What is refused stays on the page, and whoever leaves it is warned; it is tried again when they write again.
  function refuse(codes, text) {
    for (const code of codes) dirty.add(code);
    refused = true;
    say(text);
  }

  function took(codes, told) {
    const busy = (code) => dirty.has(code) || question(code)?.contains(document.activeElement) && told.theirs.includes(code) && !codes.includes(code);
    const shown = [];
    for (const code of told.theirs) {
      if (busy(code)) continue;
      put(code, told.fields[code]);
      shown.push(code);
    }
    for (const one of questions()) if (!told.asked.includes(one.dataset.field)) one.remove();
    told.asked.forEach((code, index) => { if (!question(code)) insert(code, index, told); });
    for (const code of Object.keys(told.fields)) if (!told.theirs.includes(code) && !busy(code)) put(code, told.fields[code]);
    for (const code of told.asked) {
      if (!told.clashing.includes(code) && !(told.theirs.includes(code) && busy(code)) && !(code in told.faults)) base.set(code, told.revision);
    }
    const open = told.asked.filter((code) => !told.clashing.includes(code));
    revision.value = Math.min(told.revision, ...open.map((code) => base.get(code) ?? told.revision));
    for (const [id, text] of Object.entries(told.outputs)) write(id, text);
    codes.forEach((code) => fault(code, told.faults[code]));
    document.querySelector("[data-asides]").innerHTML = told.asides;
    const others = shown.filter((code) => told.asked.includes(code)).map(label).join(", ");
    if (told.clashing.length) say(form.dataset.clash);
    else if (Object.keys(told.faults).length) say(`${told.saved}. ${form.dataset.unread}`);
    else if (others) say(`${told.saved}. ${form.dataset.theirs.replace("{labels}", others)}`);
    else say(told.saved);
  }

  function put(code, html) {
    const there = question(code);
    if (!there || html === undefined) return;
    const focused = there.contains(document.activeElement) ? document.activeElement.id : "";
    there.innerHTML = html;
    if (focused) document.getElementById(focused)?.focus();
  }

  function insert(code, index, told) {
    const made = document.createElement("div");
    made.className = "question";
    made.dataset.field = code;
    made.innerHTML = told.fields[code] || "";
    const before = told.asked.slice(0, index).reverse().map(question).find(Boolean);
    if (before) before.after(made);
    else form.querySelector(".question, .note")?.before(made);
    base.set(code, told.revision);
  }

  function write(id, text) {
    const place = document.getElementById(id);
    place?.toggleAttribute("data-negative", text.startsWith("−"));
    if (place && place.matches("[data-computed]") && place.textContent.trim() !== text && (text || !place.querySelector(".unseen"))) place.textContent = text;
  }

  function fault(code, text) {
    const there = question(code)?.querySelector(".field");
    if (!there) return;
    there.querySelector(".error")?.remove();
    there.classList.toggle("field-wrong", Boolean(text));
    const control = document.getElementById(`id_${code}`);
    if (control?.matches("input, select, textarea")) {
      control.toggleAttribute("aria-invalid", false);
      if (text) control.setAttribute("aria-invalid", "true");
      const told = (control.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && !id.endsWith("_error"));
      if (text) told.push(`id_${code}_error`);
      if (told.length) control.setAttribute("aria-describedby", told.join(" ")); else control.removeAttribute("aria-describedby");
    }
    if (!text) return;
    const line = document.createElement("p");
    line.className = "error";
    line.id = `id_${code}_error`;
    line.textContent = text;
    (there.querySelector(".help") || there.querySelector("legend, label")).after(line);
  }

  // Pickers: the same answers as the button « Chercher » gives, without leaving the page.
  let looking = 0;
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(looking);
    looking = setTimeout(() => look(event.target.closest("[data-picker]")), LOOK);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "search") return;
    event.preventDefault();
    look(event.target.closest("[data-picker]"));
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[value^='search:']");
    if (!button) return;
    event.preventDefault();
    look(button.closest("[data-picker]"));
  });

  async function look(picker) {
    const input = picker.querySelector("[type=search]");
    const text = input.value.trim();
    picker.querySelector("[data-found]")?.remove();
    if (text.length < 2) return;
    try {
      const answer = await fetch(`${form.dataset.find}?field=${picker.dataset.picker}&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (answer.ok && input.value.trim() === text) offer(picker, (await answer.json()).items);
    } catch { /* the button still works */ }
  }

  function offer(picker, items) {
    const taken = new Set([...picker.querySelectorAll("input:checked")].map((one) => one.value));
    const fresh = items.filter((item) => !taken.has(item.code));
    const box = document.createElement("section");
    box.className = "offered";
    box.dataset.found = "";
    const title = document.createElement("p");
    title.className = "offered-title";
    title.setAttribute("role", "status");
    const list = document.createElement("ul");
    picker.querySelector("[data-found]")?.remove();
    picker.querySelector(".picker-search").after(box);
    box.append(title, list);
    list.append(...fresh.map((item) => entry(picker, item)));
    title.textContent = fresh.length > 1 ? form.dataset.some.replace("{count}", fresh.length) : fresh.length ? form.dataset.one : form.dataset.none;
  }

  function entry(picker, item) {
    const line = document.createElement("li");
    const choice = document.createElement("div");
    choice.className = "choice";
    const input = document.createElement("input");
    input.type = "single" in picker.dataset ? "radio" : "checkbox";
    Object.assign(input, { name: picker.dataset.picker, value: item.code, id: `${picker.id}-found-${item.code}` });
    const words = document.createElement("label");
    words.htmlFor = input.id;
    for (const [style, text] of [["entry-name", item.label], ["entry-detail", item.detail], ["entry-facts", item.facts], ["entry-source", item.source]]) {
      if (!text) continue;
      const part = document.createElement("span");
      part.className = style;
      part.textContent = text;
      words.append(part, " ");
    }
    choice.append(input, words);
    line.append(choice);
    return line;
  }
}
