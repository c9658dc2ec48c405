/* The hands of the desk: keys, the chosen row, ticks, palette, curtain, drafts.
   Every key presses something that is on the page, so that all works by mouse too,
   and nothing here computes an amount. */

const root = document.documentElement;
const $ = (what, within = document) => within.querySelector(what);
const $$ = (what, within = document) => [...within.querySelectorAll(what)];
const panel = () => $("#panel");
const seen = (element) => element?.checkVisibility?.({ visibilityProperty: true });
const typing = (element) =>
  element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

/* Press what bears a selector: of the rows ticked, in the panel, the chosen row, the sheet, or around.
   A panel that still shows the row chosen before is passed over. */
let isPanelOld = false;
const ticked = () => $("#ticks tbody .tick:checked, #ticks [name=all]:checked");
function press(selector) {
  const isOld = (one) => isPanelOld && panel()?.contains(one);
  for (const part of [ticked() && $("#bulk"), panel(), chosen(), $("#sheet"), document]) {
    const found = part && $$(selector, part).find((one) => seen(one) && !one.disabled && !isOld(one));
    if (found) {
      found.matches("input:not([type=checkbox], [type=radio]), textarea, select") ? found.focus() : found.click();
      if (found.matches("details[open] > summary")) $("input:not([type=hidden]), textarea, select", found.parentElement)?.focus();
      return true;
    }
  }
  return false;
}

/* The chosen row. */
const ROW = ":is(tr, li)[data-ref]";
const rows = () => $$(`.side ${ROW}, #sheet ${ROW}`).filter(seen);
const chosen = () => $(`:is(.side, #sheet) ${ROW}[aria-current="true"]`);
let resting;

function mark(row) {
  chosen()?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

function choose(row) {
  if (!row) return;
  mark(row);
  row.scrollIntoView({ block: "nearest" });
  isPanelOld = Boolean(row.dataset.panel && !row.closest("[data-into]"));
  clearTimeout(resting);
  resting = setTimeout(() => rest(row), 120);
}

function rest(row) {
  const here = new URL(location.href);
  here.searchParams.set("at", row.dataset.ref);
  history.replaceState(history.state, "", here);
  const place = $(row.closest("[data-into]")?.dataset.into ?? "#panel");
  if (row.dataset.panel && place) {
    htmx.ajax("GET", row.dataset.panel, { target: place, swap: "innerHTML", source: place });
  }
}

function move(step) {
  const all = rows();
  if (!all.length || document.activeElement.matches("[type=radio]")) return false;
  if (onControl()) document.activeElement.blur();
  const at = all.indexOf(chosen());
  choose(all[Math.min(all.length - 1, Math.max(0, at + step))]);
  return true;
}

function open(row, apart) {
  const link = row && $("a[href]", row);
  if (!link) return false;
  apart ? window.open(link.href, "_blank", "noopener") : link.click();
  return true;
}

/* Ticks: one, or all from the last one ticked. */
let lastTick;
const tickOf = (row) => row && $("input.tick", row);

function tick(box, isRange) {
  if (!box) return false;
  const boxes = $$("#sheet tbody input.tick");
  const [from, to] = [boxes.indexOf(lastTick), boxes.indexOf(box)].sort((a, b) => a - b);
  if (isRange && from >= 0) {
    for (const one of boxes.slice(from, to + 1)) set(one, lastTick.checked);
  }
  lastTick = box;
  return true;
}

function set(box, is) {
  if (box.checked === is) return;
  box.checked = is;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  const said = event.target.matches?.("#ticks .tick") && $("[data-ticked]");
  if (!said) return;
  const count = $$("#ticks tbody .tick:checked").length;
  said.textContent = $("#ticks [name=all]")?.checked ? "All found" : `${count} ticked`;
});

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("tbody input.tick");
  if (box) tick(box, event.shiftKey);
  const all = event.target.closest?.("thead input.tick");
  if (all) for (const one of $$("tbody input.tick", all.closest("table"))) set(one, all.checked);
  const row = event.target.closest?.(`#sheet ${ROW}, .side ${ROW}`);
  if (row?.dataset.panel && !event.target.closest("a, button, input, label, select")) choose(row);
  const copy = event.target.closest?.("[data-copy]");
  if (copy) navigator.clipboard.writeText(copy.dataset.copy);
});

/* Theme: at once, and kept as the form says. */
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name !== "theme" || !button.closest(".rail")) return;
  event.preventDefault();
  root.dataset.theme = button.value;
  fetch(event.target.action, { method: "POST", body: new FormData(event.target, button) });
});

/* The palette. */
const palette = $("#palette");
const line = $("#palette-line");
const hits = () => $$("#palette-hits a");

function openPalette(text = "") {
  if (!palette || palette.open) return true;
  line.value = text;
  palette.showModal();
  line.focus();
  htmx.trigger(line, "opened");
  return true;
}

function pick(step) {
  const all = hits();
  const at = all.findIndex((one) => one.ariaSelected === "true");
  const next = all[(at + step + all.length) % all.length];
  for (const one of all) one.ariaSelected = String(one === next);
  next?.scrollIntoView({ block: "nearest" });
  if (next?.id) line.setAttribute("aria-activedescendant", next.id);
}

line?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    pick(event.key === "ArrowDown" ? 1 : -1);
  }
  const first = hits().find((one) => one.ariaSelected === "true") ?? hits()[0];
  if (event.key === "Enter" && first) {
    event.preventDefault();
    first.click();
  }
});
palette?.addEventListener("click", (event) => event.target === palette && palette.close());
$("[data-opens=palette]")?.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  openPalette();
});

/* Keys. */
const named = { Backspace: "⌫", Enter: "↵", ArrowUp: "↑", ArrowDown: "↓", Tab: "↹", Escape: "Esc" };
let after = "";

function written(event) {
  const name = named[event.key] ?? event.key;
  const isLetter = /^\p{L}$/u.test(name);
  const shift = event.shiftKey && (isLetter || name.length > 1 || name in named) ? "⇧ " : "";
  const ctrl = event.ctrlKey || event.metaKey ? "Ctrl " : "";
  return ctrl + shift + (isLetter ? name.toLowerCase() : name);
}

const everywhere = {
  "Ctrl k": () => openPalette(),
  "Ctrl a": () => press("[data-all], #ticks [name=all]"),
  "Ctrl ↵": () => {
    const form = document.activeElement?.form ?? $("#panel form[method=post], #sheet form[method=post]");
    form?.requestSubmit();
    return Boolean(form);
  },
  "Ctrl ⌫": () => {
    const row = document.activeElement?.closest(ROW);
    const removes = row && $("[name=remove]", row);
    removes?.click();
    return Boolean(removes);
  },
  "⇧ Esc": () => root.classList.toggle("curtain") || true,
  Esc: escape,
};

const single = {
  j: () => move(1),
  k: () => move(-1),
  "↓": () => move(1),
  "↑": () => move(-1),
  "↵": () => !onControl() && open(chosen()),
  "⇧ ↵": () => !onControl() && open(chosen(), true),
  x: () => {
    const box = tickOf(chosen());
    if (!box) return false;
    set(box, !box.checked);
    return tick(box);
  },
  "⇧ x": () => tick(tickOf(chosen()), true),
  "/": () => press("[data-search], .search input, .filter .line input, input[type=search]:not(#find)") || openPalette(),
  "?": () => $("#keys")?.showModal() ?? true,
  "=": () => {
    const at = document.activeElement?.closest(".fig, td, dd, .num, a.why");
    const asked = at && (at.matches("a.why") ? at : $("a.why", at));
    const found = asked ?? (chosen() && $("a.why", chosen())) ?? $(".fig a.why");
    found?.click();
    return Boolean(found);
  },
  g: () => Boolean((after = "g")), // for as long as it takes: u alone would undo
  u: () => press("#last-act [data-key=u]"),
  "[": () => press("[rel=prev]"),
  "]": () => press("[rel=next]"),
  ".": () => press("[data-acts]") || openPalette(">"),
};

const onControl = () => document.activeElement?.matches("a, button, summary, input, select, textarea");

function escape() {
  if (root.classList.contains("curtain")) return root.classList.remove("curtain") || true;
  if (typing(document.activeElement)) return document.activeElement.blur() || true;
  if (panel()?.firstElementChild && $(`#sheet ${ROW}[data-panel]`)) return panel().replaceChildren() || true;
  return press("[data-key='Esc']");
}

function byName(name) {
  const quoted = CSS.escape(name);
  const upper = CSS.escape(name.replace(/\p{Ll}$/u, (letter) => letter.toUpperCase()));
  return press(`[data-key="${quoted}"], [data-key="${upper}"]`);
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented || event.key.length > 12) return;
  const dialog = $("dialog[open]");
  let name = written(event);
  if (dialog) return;
  if (event.ctrlKey || event.metaKey || name === "Esc" || name === "⇧ Esc") {
    if (name === "Ctrl a" && typing(event.target)) return;
    if (byName(name) || everywhere[name]?.()) event.preventDefault();
    return;
  }
  const mode = root.dataset.keys;
  if (typing(event.target) || mode === "off") return;
  if (event.altKey !== (mode === "alt")) return;
  if (mode === "alt") name = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : name;
  if (after === "g") {
    after = "";
    if (press(`[data-go="${CSS.escape(name)}"]`)) event.preventDefault();
    return;
  }
  if ((name === "↵" || name === " ") && onControl()) return;
  if (byName(name) || single[name]?.()) event.preventDefault();
}
document.addEventListener("keydown", onKey);

/* The key line offers no key that finds nothing to press; what acts on a row waits until it is shown. */
function offer() {
  if ($(`${ROW}[data-panel]`) && (isPanelOld || !(chosen()?.closest("[data-into]") || panel()?.firstElementChild))) return;
  for (const hint of $$("[data-hint]")) {
    const name = hint.dataset.hint;
    const isForm = name === "Ctrl ↵" && !$(":is(main, #panel) form[method=post]");
    const isPress = /^[\p{L}\d]$/u.test(name) && !(name in single);
    hint.hidden = isForm || (isPress && !$(`:is(main, #panel) [data-key="${name}" i]:not(:disabled)`));
  }
}
document.addEventListener("htmx:after:swap", offer);
offer();

/* What the first field proposes gives way to what is typed. */
$("[autofocus]")?.select?.();

/* Enter walks through a form with data-walk: field by field, in a table down its column,
   at the end to the button that sends; with Shift it goes back. */
const FIELD = "input:not([type=hidden]), select";
const column = (field) => field.closest("tbody td")?.cellIndex;

function walk(event) {
  const field = event.target;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (event.key !== "Enter" || !isPlain || !field.form?.matches("[data-walk]") || !field.matches(FIELD)) return;
  const down = column(field) ?? column($(`tbody :is(${FIELD})`, field.form) ?? field);
  const way = $$(`${FIELD}, button.pri`, field.form).filter((one) => seen(one) && [undefined, down].includes(column(one)));
  const next = way[way.indexOf(field) + (event.shiftKey ? -1 : 1)];
  event.preventDefault();
  next?.focus();
  next?.select?.();
}
document.addEventListener("keydown", walk, true);

/* What is typed there makes an answer that is still on its way an old one. */
document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-walk]")) htmx.trigger(event.target.form, "htmx:abort");
});

/* A key there has the last word over what was typed before it, which waits for its answer. */
let waiting;
document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  const form = source.closest("[data-walk]");
  if (form && source !== form) htmx.trigger(form, "htmx:abort");
  if (form !== source || !$("button.htmx-request", form)) return;
  event.preventDefault();
  waiting = form;
});
document.addEventListener("htmx:after:swap", () => {
  if (waiting) htmx.trigger(waiting, "change");
  waiting = undefined;
});

/* What is typed within data-unticks takes the tick away that it names. */
document.addEventListener("input", ({ target }) => {
  const named = target.closest?.("[data-unticks]")?.dataset.unticks;
  if (named && target.value) target.form.elements[named].checked = false;
});

/* Unsaved drafts: forms with data-guard ask before they are left. */
const dirty = new Set();
let wanted;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]")) dirty.add(form);
});
document.addEventListener("submit", (event) => dirty.delete(event.target));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isLive = [...dirty].some((form) => form.isConnected);
  if (!isLive || !link || link.target || link.hasAttribute("hx-get") || link.getAttribute("href").startsWith("#") || event.ctrlKey) return;
  event.preventDefault();
  wanted = link.href;
  $("#leave").showModal();
}, true);
for (const button of $$("[data-leave]")) {
  button.addEventListener("click", () => {
    $("#leave").close();
    if (button.dataset.leave === "yes") {
      dirty.clear();
      location.assign(wanted);
    }
  });
}
addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});

/* The network: reading goes on, writing waits. */
function connect() {
  root.classList.toggle("cut-off", !navigator.onLine);
  const said = $(".offline");
  if (said) said.hidden = navigator.onLine;
}
addEventListener("online", connect);
addEventListener("offline", connect);
document.addEventListener("submit", (event) => {
  if (!navigator.onLine && event.target.method === "post") event.preventDefault();
});
connect();

/* What broke keeps the page, and says so in the key line. */
function trouble(is) {
  const said = $(".broken");
  if (said) said.hidden = !is;
}
document.addEventListener("htmx:response:error", (event) => trouble(event.detail.ctx.response.status >= 500));
document.addEventListener("htmx:error", () => trouble(navigator.onLine));

/* Dialogs by commandfor, where the browser does not know it yet. */
if (!("command" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (dialog) button.getAttribute("command") === "close" ? dialog.close() : dialog.showModal();
  });
}

/* What waited for the answer before it goes as a sending of its own, about what is shown by now. */
document.addEventListener("htmx:before:request", (event) => {
  const { form, body } = event.detail.ctx.request;
  if (!form || !body?.set || $("#sheet [role=alert]")) return;
  for (const name of ["key", "seen"]) {
    const field = form.elements[name];
    if (field instanceof HTMLInputElement && body.has(name)) body.set(name, field.value);
  }
});

/* Nothing is drawn anew that nobody sees, or under what is being typed. */
document.addEventListener("htmx:before:request", (event) => {
  if (!event.detail.ctx.sourceElement.matches("[data-fresh]")) return;
  if (document.hidden || $(".put-off") || typing(document.activeElement)) event.preventDefault();
});

/* What was typed and worked out while its field had the focus shows so on leaving it. */
let answered;
document.addEventListener("htmx:after:swap", (event) => {
  const field = document.activeElement;
  const sent = event.detail.ctx?.request?.body;
  const isOfAnswer = event.detail.ctx?.target?.contains?.(field) && typing(field);
  answered = isOfAnswer && sent?.get?.(field.name) === field.value ? { field, text: field.value } : undefined;
});
document.addEventListener("focusout", ({ target }) => {
  if (answered?.field === target && answered.text === target.value && target.matches("[inputmode=decimal], [data-worked-out]")) {
    target.value = target.defaultValue;
  }
});

/* What is drawn anew keeps the row that was chosen while its answer was on the way. */
let kept;
document.addEventListener("htmx:before:swap", (event) => {
  kept = event.detail.ctx.sourceElement.matches("[data-fresh]") ? chosen()?.dataset.ref : undefined;
});
document.addEventListener("htmx:after:swap", () => {
  const row = kept && $(`#sheet ${ROW}[data-ref="${CSS.escape(kept)}"]`);
  if (row) mark(row);
});

/* After a swap: the focus stays in a field that was replaced, and goes to what refuses. */
let held;
document.addEventListener("htmx:before:swap", () => {
  held = document.activeElement;
  // htmx copies what a dragged field has of style, which the content policy stops.
  for (const one of $$("[style]")) one.removeAttribute("style");
});
document.addEventListener("htmx:after:swap", (event) => {
  if (held?.name && !held.isConnected && document.activeElement === document.body) {
    const twins = $$(`[name="${CSS.escape(held.name)}"]`).filter(seen);
    (twins.find((one) => one.value === held.value) ?? twins[0])?.focus();
  }
  const ctx = event.detail.ctx;
  const wanted = chosen()?.dataset.panel;
  if (wanted && ctx?.target === panel() && ctx.request.action.endsWith(wanted)) isPanelOld = false;
  if (ctx?.response?.status < 500 && !ctx.request.headers["X-Quiet"]) trouble(false);
  $("[role=alert][tabindex]")?.focus();
});
/* Ticks of "some" show it. */
for (const box of $$("input[data-some]")) box.indeterminate = true;
$(`${ROW}[aria-current="true"]`)?.scrollIntoView({ block: "nearest" });
