"use strict";

// One page for three SCOs: the platform says in the address which one it is.
const asked = new URLSearchParams(window.location.search);
const number = asked.get("page") || "1";
const root = document.getElementById("page");

Sco.start();
document.documentElement.dataset.page = number;
document.documentElement.dataset.query = window.location.search;

function leave(exit) {
  if (!Sco.open) return;
  Sco.set("cmi.core.session_time", Sco.clock());
  Sco.set("cmi.core.exit", exit);
  Sco.end();
}

function read({ title, text }) {
  const heading = Object.assign(document.createElement("h1"), { textContent: title });
  const paragraph = Object.assign(document.createElement("p"), { textContent: text });
  const button = Object.assign(document.createElement("button"), { textContent: "J'ai lu" });
  button.onclick = () => {
    Sco.set("cmi.core.lesson_status", "completed");
    Sco.save();
    leave("");
    button.disabled = true;
  };
  root.replaceChildren(heading, paragraph, button);
}

function ask({ title }) {
  const heading = Object.assign(document.createElement("h1"), { textContent: title });
  const quiz = document.createElement("div");
  root.replaceChildren(heading, quiz);
  document.documentElement.dataset.launchData = Sco.get("cmi.launch_data");
  startQuiz({
    root: quiz,
    questions: QUESTIONS,
    page: 1,
    answers: {},
    report: {
      answered(index, question, answer) {
        const at = `cmi.interactions.${index}`;
        Sco.set(`${at}.id`, question.id);
        Sco.set(`${at}.type`, "choice");
        Sco.set(`${at}.student_response`, answer);
        Sco.set(`${at}.result`, answer === question.right ? "correct" : "wrong");
      },
      moved: () => Sco.save(),
      ended(right, total) {
        Sco.set("cmi.core.score.raw", Math.round((right * 100) / total));
        Sco.set("cmi.core.lesson_status", "completed");
        leave("");
      },
    },
  });
}

window.addEventListener("pagehide", () => leave("suspend"));
if (asked.get("mode") === "quiz") ask(PAGES[number]);
else read(PAGES[number]);
