"use strict";

// Keeps 80 kB of all that breaks: quotes, newlines, emoji, markup, a NUL. Next time it compares.
const LINE = "Jour §: j'ai dit \"oui\" \\ \u00ab\u00a0non\u00a0\u00bb \u{1F469}\u{1F3FE}\u200D\u{1F373} 12 €\r\n"
  + "\t<b>50 %</b> & co ; {\"a\": [1, 2]}\u0000\n";
const SIZE = 80 * 1024;

function journal() {
  let text = "";
  for (let day = 1; text.length < SIZE; day += 1) text += LINE.replace("§", day);
  return text;
}

function compare(kept, expected) {
  const bare = (text) => text.replaceAll("\u0000", "");
  if (kept === expected) return "identique";
  if (bare(kept) === bare(expected)) return "identique, sauf les octets nuls";
  return `différent : ${kept.length} caractères au lieu de ${expected.length}`;
}

Sco.start();
const kept = Sco.get("cmi.suspend_data");
const check = document.getElementById("check");

if (kept) {
  check.textContent = compare(kept, journal());
  check.dataset.check = check.textContent;
} else {
  const accepted = Sco.set("cmi.suspend_data", journal());
  const error = Sco.error();
  Sco.set("cmi.core.lesson_status", "incomplete");
  Sco.set("cmi.core.exit", "suspend");
  check.textContent = accepted && Sco.save() ? "gardé" : `refusé : erreur ${error}`;
  check.dataset.check = check.textContent;
}
window.addEventListener("pagehide", () => Sco.end());
