"use strict";

// Four moments of a quote. SCORM 1.2: the place, the answers, the score; what one is told is kind.
const MOMENTS = [
  {
    id: "avant",
    question: "Madame Roussel veut trois robes reprises. Quand lui donnez-vous votre prix ?",
    choices: ["Quand les robes sont prêtes", "Avant de commencer, par écrit", "Quand elle le demande"],
    right: 1,
    yes: "Elle sait ce qu'elle paiera, et vous savez ce que vous gagnerez.",
    no: "Le prix se dit avant, par écrit : personne n'est surpris à la fin.",
  },
  {
    id: "contenu",
    question: "Qu'est-ce qui doit être écrit sur le devis ?",
    choices: ["Ce que vous faites, le prix, jusqu'à quand il tient", "Le prix, c'est tout", "Ce que vous gagnez sur chaque robe"],
    right: 0,
    yes: "Le travail, le prix, la date : avec ces trois-là, on se comprend.",
    no: "Il faut le travail, le prix et la date. Votre marge, elle, ne regarde que vous.",
  },
  {
    id: "prix",
    question: "Fil et boutons : 12 €. Quatre heures à 20 €. Déplacement : 8 €. En dessous de combien travaillez-vous à perte ?",
    choices: ["80 €", "92 €", "100 €"],
    right: 2,
    yes: "12 + 4 × 20 + 8 = 100 €. Le déplacement compte aussi.",
    no: "12 + 4 × 20 + 8 = 100 €. On oublie souvent le déplacement.",
  },
  {
    id: "accord",
    question: "Elle signe « bon pour accord », puis demande une quatrième robe au même prix. Que faites-vous ?",
    choices: ["Je dis oui, c'est une bonne cliente", "Je fais un deuxième devis pour la quatrième", "Je refuse tout"],
    right: 1,
    yes: "Le premier devis reste ce qu'il est, et le nouveau travail a son prix.",
    no: "Un devis signé ne bouge plus : un nouveau travail, un nouveau devis.",
  },
];

const startedAt = Date.now();
const scene = document.getElementById("scene");
const progress = document.getElementById("avance");
let answers = [];
let isOpen = false;

function find() {
  let here = window;
  for (let step = 0; step < 7; step += 1) {
    if (here.API) return here.API;
    if (here.parent === here) break;
    here = here.parent;
  }
  return null;
}

const api = find();
const get = (name) => (api ? String(api.LMSGetValue(name)) : "");
const set = (name, value) => api?.LMSSetValue(name, String(value));

function clock() {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `00${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function start() {
  isOpen = api?.LMSInitialize("") === "true";
  if (get("cmi.core.entry") === "resume") {
    try {
      answers = JSON.parse(get("cmi.suspend_data")).answers;
    } catch {
      answers = [];
    }
  }
  if (["", "not attempted"].includes(get("cmi.core.lesson_status"))) set("cmi.core.lesson_status", "incomplete");
  show();
}

function keep() {
  set("cmi.core.lesson_location", answers.length + 1);
  set("cmi.suspend_data", JSON.stringify({ answers }));
  api?.LMSCommit("");
}

function leave() {
  if (!isOpen) return;
  isOpen = false;
  set("cmi.core.session_time", clock());
  set("cmi.core.exit", answers.length < MOMENTS.length ? "suspend" : "");
  api.LMSFinish("");
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function show() {
  if (answers.length < MOMENTS.length) ask(MOMENTS[answers.length]);
  else conclude();
}

function ask(moment) {
  progress.textContent = `Moment ${answers.length + 1} sur ${MOMENTS.length}`;
  const choices = moment.choices.map((words, key) =>
    element("label", {}, element("input", { type: "radio", name: "choix", value: key, required: true }), words));
  const form = element(
    "form", {},
    element("fieldset", {}, element("legend", { textContent: moment.question }), ...choices),
    element("button", { textContent: "Valider" }),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    answer(moment, Number(new FormData(form).get("choix")));
  };
  scene.replaceChildren(form);
}

function answer(moment, choice) {
  const at = `cmi.interactions.${answers.length}`;
  set(`${at}.id`, moment.id);
  set(`${at}.type`, "choice");
  set(`${at}.student_response`, "abc"[choice]);
  set(`${at}.correct_responses.0.pattern`, "abc"[moment.right]);
  set(`${at}.result`, choice === moment.right ? "correct" : "wrong");
  answers.push(choice);
  keep();
  const isRight = choice === moment.right;
  const words = element("p", { className: isRight ? "mot" : "mot mot--autre" });
  words.setAttribute("role", "status");
  const next = element("button", { type: "button", textContent: "Continuer", onclick: show });
  scene.replaceChildren(element("h2", { textContent: moment.question }), words, next);
  words.textContent = isRight ? moment.yes : moment.no;
  next.focus();
}

function conclude() {
  const right = MOMENTS.filter((moment, key) => answers[key] === moment.right).length;
  progress.textContent = "C'est fini";
  const words = element("p", { className: "mot" });
  words.setAttribute("role", "status");
  scene.replaceChildren(
    element("h2", { textContent: "Ce que vous emportez" }),
    words,
    element("p", { textContent: "Un devis dit le travail, le prix et la date ; il se donne avant, et un nouveau travail demande un nouveau devis." }),
  );
  words.textContent = `${right} moments sur ${MOMENTS.length} réglés du premier coup.`;
  if (!isOpen) return;
  set("cmi.core.score.min", 0);
  set("cmi.core.score.max", 100);
  set("cmi.core.score.raw", Math.round((right * 100) / MOMENTS.length));
  set("cmi.core.lesson_status", "completed");
  keep();
  leave();
}

window.addEventListener("pagehide", leave);
start();
