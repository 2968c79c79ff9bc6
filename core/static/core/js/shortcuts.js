// Keyboard shortcuts of the team's pages. `?` shows them; the list itself is in shortcuts.html.
// They can be switched off there: a single letter must not surprise who speaks to the computer.

const OFF = "palier-shortcuts-off";
const dialog = document.getElementById("shortcuts");
const opener = document.querySelector("[data-shortcuts-open]");
const active = dialog?.querySelector("[data-shortcuts-active]");

const isWriting = (target) => target.matches?.("input, select, textarea, [contenteditable]");
const rows = () => [...document.querySelectorAll(".table tbody tr")].filter((row) => row.querySelector("a"));

function show() {
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

function move(step) {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  next?.querySelector("a").focus();
}

const actions = {
  "?": show,
  "/": () => document.querySelector("main input[type=search]")?.focus(),
  j: () => move(1),
  k: () => move(-1),
  n: () => document.querySelector(".page-head__actions .button:not(.button--secondary, .button--quiet)")?.click(),
};

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  if (event.key !== "?" && (dialog.open || localStorage.getItem(OFF))) return;
  const entry = document.querySelectorAll(".staff-nav a")[Number(event.key) - 1];
  const action = actions[event.key] ?? (entry && (() => entry.click()));
  if (!action) return;
  event.preventDefault();
  action();
}

if (dialog && opener) {
  opener.hidden = false;
  opener.addEventListener("click", show);
  active.checked = !localStorage.getItem(OFF);
  active.addEventListener("change", () => {
    if (active.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  document.addEventListener("keydown", press);
}
