// Filters, keys, deep links into folded parts. Without this script the page shows everything and every link works.
"use strict";
{
  const root = document.documentElement;
  const form = document.querySelector(".filters");
  const output = form.querySelector("output");
  const dialog = document.querySelector("dialog");
  const items = [...document.querySelectorAll(".item")];
  const files = [...document.querySelectorAll("details.file")];
  const folds = [...document.querySelectorAll("details.fold")];
  const cards = [...document.querySelectorAll(".card")];
  const messages = new Map([...document.querySelectorAll("[data-of]")].map((row) => [row.dataset.of, row]));
  const facts = items.map((item) => ({
    item,
    severity: item.dataset.s || "",
    weighs: (item.dataset.w || "pass") !== "pass",
    own: item.dataset.o === "1",
    file: item.dataset.f || "",
    text: null,
  }));
  let current = null;

  const textOf = (fact) => {
    if (fact.text === null) {
      const message = messages.get(fact.item.id);
      fact.text = (fact.item.textContent + (message ? message.textContent : "")).toLowerCase();
    }
    return fact.text;
  };

  const show = (element, shown) => {
    if (element.hidden === shown) element.hidden = !shown;
  };

  const wanted = () => ({
    words: form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean),
    what: form.elements.what.value,
    file: form.elements.file.value,
    severities: new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value)),
  });

  const fits = (fact, want) =>
    (!fact.severity || want.severities.has(fact.severity)) &&
    (want.what !== "weight" || fact.weighs) &&
    (want.what !== "own" || fact.own || fact.severity === "") &&
    (!want.file || fact.file === want.file) &&
    want.words.every((word) => textOf(fact).includes(word));

  const apply = () => {
    const want = wanted();
    const fitting = facts.map((fact) => fits(fact, want));
    const count = fitting.filter(Boolean).length;
    // What is folded is hidden and shown again while it is folded: a long list is laid out once, and only what fits.
    if (count === facts.length) for (const fold of folds) fold.open = false;
    for (const [at, fact] of facts.entries()) {
      const shown = fitting[at];
      show(fact.item, shown);
      const message = messages.get(fact.item.id);
      if (message) show(message, shown);
    }
    if (count < facts.length) for (const fold of folds) fold.open = count <= 1000 && fold.querySelector(".item:not([hidden])") !== null;
    for (const card of cards) show(card, card.querySelector(".item:not([hidden])") !== null);
    for (const file of files) show(file, !want.file || file.dataset.f === want.file);
    for (const section of document.querySelectorAll("main > section")) {
      const any = section.querySelector(".item") === null || section.querySelector(".item:not([hidden])") !== null;
      section.classList.toggle("nothing", !any);
    }
    output.textContent = count === facts.length ? `${count} items` : `${count} of ${facts.length} items`;
    root.dataset.shown = String(count);
  };

  const unfold = (element) => {
    for (let at = element; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  };

  const select = (item) => {
    if (current) current.classList.remove("current");
    current = item;
    if (!item) return;
    item.classList.add("current");
    item.tabIndex = -1;
    unfold(item);
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "center" });
  };

  const follow = () => {
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = id ? document.getElementById(id) : null;
    if (!target) return;
    if (target.hidden) {
      form.reset();
      apply();
    }
    unfold(target);
    if (target.classList.contains("item")) select(target);
    else target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
  };

  const step = (list, from, by) => {
    const shown = list.filter((element) => !element.hidden && element.closest("[hidden]") === null);
    const at = shown.indexOf(from);
    return at < 0 ? shown[by > 0 ? 0 : shown.length - 1] : shown[Math.min(shown.length - 1, Math.max(0, at + by))];
  };

  const go = (link) => {
    if (link) location.hash = link.getAttribute("href");
  };

  const nextFile = (by) => {
    const from = files.find((file) => file.classList.contains("current"));
    const file = step(files, from, by);
    if (!file) return;
    for (const other of files) other.classList.toggle("current", other === file);
    file.open = true;
    const head = file.querySelector("summary");
    head.focus({ preventScroll: true });
    file.scrollIntoView({ block: "start" });
  };

  const copy = () => {
    const holder = current && messages.get(current.id) ? messages.get(current.id) : current;
    const command = holder && holder.querySelector(".again code");
    if (!command || !navigator.clipboard) return;
    navigator.clipboard.writeText(command.textContent).then(
      () => (output.textContent = "copied"),
      () => (output.textContent = "the browser did not allow it"),
    );
  };

  const theme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };

  const weightOnly = () => {
    form.elements.what.value = form.elements.what.value === "weight" ? "" : "weight";
    apply();
  };

  const keys = {
    j: () => select(step(items, current, 1)),
    k: () => select(step(items, current, -1)),
    n: () => nextFile(1),
    p: () => nextFile(-1),
    Enter: () => go(current && (messages.get(current.id) || current).querySelector("a.place")),
    "/": () => form.elements.text.focus(),
    w: weightOnly,
    c: copy,
    t: theme,
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    const typing = event.target.closest("input, select, textarea, button, a, summary");
    if (event.key === "Escape") {
      if (typing) event.target.blur();
      return;
    }
    const action = keys[event.key];
    if (!action || (typing && (event.key === "Enter" || event.target.closest("input, select")))) return;
    event.preventDefault();
    action();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    if (button.dataset.do === "theme") theme();
    else dialog.showModal();
  });
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", follow);

  form.hidden = false;
  document.querySelector(".tools").hidden = false;
  root.classList.add("scripted");
  apply();
  follow();
  root.dataset.ready = String(Math.round(performance.now()));
}
