"use strict";

// Three activities of one page. The right answer to the first makes the platform skip the second.
const STEPS = {
  1: {
    title: "Ce que je sais déjà",
    text: "Une étude de marché sert d'abord à…",
    choices: { 1: "vérifier que des gens paieront", 0: "remplir le dossier de la banque" },
  },
  2: {
    title: "La leçon",
    text: "On interroge ceux qui paieraient, pas ceux qui nous aiment : dix entretiens suffisent "
      + "souvent à changer d'avis.",
    choices: { 1: "J'ai lu" },
  },
  3: {
    title: "Le bilan",
    text: "Avez-vous trois noms de personnes à interroger ?",
    choices: { 1: "Oui", 0: "Pas encore" },
  },
};
const number = new URLSearchParams(window.location.search).get("etape") || "1";
const step = STEPS[number];

function say(scaled) {
  Sco.set("cmi.score.scaled", scaled);
  Sco.set("cmi.progress_measure", "1");
  Sco.set("cmi.completion_status", "completed");
  Sco.set("cmi.success_status", Number(scaled) >= 0.5 ? "passed" : "failed");
  Sco.save();
  document.documentElement.dataset.said = scaled;
}

function leave(request) {
  if (!Sco.open) return;
  if (request) Sco.set("adl.nav.request", request);
  Sco.set("cmi.session_time", Sco.duration());
  Sco.set("cmi.exit", request && request !== "suspendAll" ? "normal" : "suspend");
  Sco.end();
}

Sco.start();
document.documentElement.dataset.step = number;
document.getElementById("title").textContent = step.title;
document.getElementById("text").textContent = step.text;
Object.entries(step.choices).forEach(([scaled, label]) => {
  const button = Object.assign(document.createElement("button"), { textContent: label });
  button.dataset.answer = scaled;
  button.onclick = () => say(scaled);
  document.getElementById("choices").append(button, " ");
});
document.querySelectorAll("[data-nav]").forEach((button) => {
  const asked = button.dataset.valid;
  if (asked) button.dataset.valid = Sco.get(`adl.nav.request_valid.${asked}`);
  button.onclick = () => leave(button.dataset.nav);
});
window.addEventListener("pagehide", () => leave(""));
