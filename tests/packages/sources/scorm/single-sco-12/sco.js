"use strict";

// SCORM 1.2, one SCO: where one stopped, what one answered, a score that the platform judges.
Sco.start();

const resumed = Sco.get("cmi.core.entry") === "resume";
const kept = Sco.get("cmi.suspend_data");
let over = false;

document.documentElement.dataset.entry = resumed ? "resume" : "new";
if (["not attempted", ""].includes(Sco.get("cmi.core.lesson_status"))) {
  Sco.set("cmi.core.lesson_status", "incomplete");
  Sco.save();
}

const report = {
  answered(index, question, answer, seconds) {
    const at = `cmi.interactions.${index}`;
    Sco.set(`${at}.id`, question.id);
    Sco.set(`${at}.type`, "choice");
    Sco.set(`${at}.correct_responses.0.pattern`, question.right);
    Sco.set(`${at}.weighting`, "1");
    Sco.set(`${at}.student_response`, answer);
    Sco.set(`${at}.result`, answer === question.right ? "correct" : "wrong");
    Sco.set(`${at}.latency`, `0000:00:${seconds.toFixed(2).padStart(5, "0")}`);
  },
  moved(page, answers) {
    Sco.set("cmi.core.lesson_location", page);
    Sco.set("cmi.suspend_data", JSON.stringify({ answers }));
    Sco.save();
  },
  ended(right, total) {
    over = true;
    Sco.set("cmi.core.score.min", "0");
    Sco.set("cmi.core.score.max", "100");
    Sco.set("cmi.core.score.raw", Math.round((right * 100) / total));
    Sco.set("cmi.core.lesson_status", "completed");
    Sco.save();
    leave();
  },
};

function leave() {
  if (!Sco.open) return;
  Sco.set("cmi.core.session_time", Sco.clock());
  Sco.set("cmi.core.exit", over ? "" : "suspend");
  Sco.end();
}

window.addEventListener("pagehide", leave);
startQuiz({
  root: document.getElementById("quiz"),
  questions: QUESTIONS,
  page: (resumed && Number(Sco.get("cmi.core.lesson_location"))) || 1,
  answers: resumed && kept ? JSON.parse(kept).answers : {},
  report,
});
