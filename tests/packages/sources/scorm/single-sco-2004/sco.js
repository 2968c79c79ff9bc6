"use strict";

// SCORM 2004, 4th edition: the platform decides from the progress and the scaled score.
Sco.start();

const KNOWING = "connaitre-les-statuts";
const resumed = Sco.get("cmi.entry") === "resume";
const kept = resumed ? Sco.get("cmi.suspend_data") : "";
let over = false;

document.documentElement.dataset.entry = resumed ? "resume" : "new";
document.documentElement.dataset.learner = Sco.get("cmi.learner_name");
document.documentElement.dataset.threshold = Sco.get("cmi.completion_threshold");
document.documentElement.dataset.passing = Sco.get("cmi.scaled_passing_score");
if (Sco.get("cmi.completion_status") === "unknown") Sco.set("cmi.completion_status", "incomplete");

// The platform may have made the objectives of the manifest already; an id is written once.
function objective(id) {
  const count = Number(Sco.get("cmi.objectives._count"));
  for (let index = 0; index < count; index += 1) {
    if (Sco.get(`cmi.objectives.${index}.id`) === id) return `cmi.objectives.${index}`;
  }
  Sco.set(`cmi.objectives.${count}.id`, id);
  return `cmi.objectives.${count}`;
}

const report = {
  answered(index, question, answer, seconds) {
    const at = `cmi.interactions.${index}`;
    Sco.set(`${at}.id`, question.id);
    Sco.set(`${at}.type`, "choice");
    Sco.set(`${at}.description`, question.text);
    Sco.set(`${at}.objectives.0.id`, KNOWING);
    Sco.set(`${at}.timestamp`, new Date().toISOString().slice(0, 19));
    Sco.set(`${at}.correct_responses.0.pattern`, question.right);
    Sco.set(`${at}.weighting`, "1");
    Sco.set(`${at}.learner_response`, answer);
    Sco.set(`${at}.result`, answer === question.right ? "correct" : "incorrect");
    Sco.set(`${at}.latency`, `PT${seconds.toFixed(2)}S`);
  },
  moved(page, answers) {
    const done = Object.keys(answers).length / QUESTIONS.length;
    Sco.set("cmi.location", `question-${page}`);
    Sco.set("cmi.progress_measure", done);
    Sco.set(`${objective(KNOWING)}.progress_measure`, done);
    Sco.set("cmi.suspend_data", JSON.stringify({ answers }));
    Sco.save();
  },
  ended(right, total) {
    over = true;
    Sco.set("cmi.score.min", "0");
    Sco.set("cmi.score.max", total);
    Sco.set("cmi.score.raw", right);
    Sco.set("cmi.score.scaled", right / total);
    Sco.set(`${objective(KNOWING)}.success_status`, right === total ? "passed" : "failed");
    Sco.set("cmi.completion_status", "completed");
    leave();
  },
};

function leave() {
  if (!Sco.open) return;
  Sco.set("cmi.session_time", Sco.duration());
  Sco.set("cmi.exit", over ? "normal" : "suspend");
  Sco.end();
}

window.addEventListener("pagehide", leave);
startQuiz({
  root: document.getElementById("quiz"),
  questions: QUESTIONS,
  page: (resumed && Number(Sco.get("cmi.location").replace("question-", ""))) || 1,
  answers: kept ? JSON.parse(kept).answers : {},
  report,
});
