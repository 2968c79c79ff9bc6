"use strict";

// Says nothing at all before the page goes away: whatever it writes then must not be lost.
const form = document.getElementById("budget");
const fields = ["materiel", "stock", "loyer"];

function values() {
  return Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
}

function total() {
  return fields.reduce((sum, name) => sum + Number(form.elements[name].value), 0);
}

function draw() {
  form.elements.total.value = total();
}

Sco.start();
const kept = Sco.get("cmi.suspend_data");
if (kept) {
  Object.entries(JSON.parse(kept)).forEach(([name, value]) => { form.elements[name].value = value; });
}
draw();

function leave() {
  if (!Sco.open) return;
  const finished = fields.every((name) => form.elements[name].value !== "");
  Sco.set("cmi.suspend_data", JSON.stringify(values()));
  Sco.set("cmi.core.lesson_location", String(total()));
  Sco.set("cmi.core.lesson_status", finished ? "completed" : "incomplete");
  Sco.set("cmi.core.session_time", Sco.clock());
  Sco.set("cmi.core.exit", "suspend");
  Sco.end();
}

form.addEventListener("input", draw);
window.addEventListener("beforeunload", leave);
window.addEventListener("pagehide", leave);
