"use strict";

// A quiz, one question a page. What happens is told to `report`, which speaks the version's words:
// `answered(index, question, answer, seconds)`, `moved(page, answers)`, `ended(right, total)`.
function startQuiz({ root, questions, page, answers, report }) {
  let shownAt = Date.now();

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function choice(question, key) {
    const input = element("input", { type: "radio", name: question.id, value: key, required: true });
    return element("label", {}, input, ` ${question.choices[key]}`);
  }

  function verdict(question, answer) {
    const right = answer === question.right;
    const text = right ? "C'est juste." : `Ce n'est pas cela : ${question.why}`;
    const box = element("p", { className: right ? "right" : "wrong", textContent: text });
    box.setAttribute("role", "status");
    box.dataset.result = right ? "right" : "wrong";
    return box;
  }

  function next() {
    page += 1;
    report.moved(page, answers);
    show();
  }

  function showVerdict(form, question) {
    form.querySelectorAll("input, button").forEach((control) => { control.disabled = true; });
    const button = element("button", { type: "button", textContent: "Continuer", onclick: next });
    form.append(verdict(question, answers[question.id]), button);
    button.focus();
  }

  function showQuestion(question) {
    const fieldset = element(
      "fieldset", {},
      element("legend", { textContent: `${page}. ${question.text}` }),
      ...Object.keys(question.choices).map((key) => choice(question, key)),
    );
    const form = element("form", {}, fieldset, element("button", { textContent: "Valider" }));
    form.dataset.question = question.id;
    form.onsubmit = (event) => {
      event.preventDefault();
      answers[question.id] = new FormData(form).get(question.id);
      report.answered(page - 1, question, answers[question.id], (Date.now() - shownAt) / 1000);
      report.moved(page, answers);
      showVerdict(form, question);
    };
    root.replaceChildren(form);
    if (answers[question.id]) {
      form.querySelector(`[value="${answers[question.id]}"]`).checked = true;
      showVerdict(form, question);
    }
  }

  function showResult() {
    const right = questions.filter((question) => answers[question.id] === question.right).length;
    const percent = Math.round((right * 100) / questions.length);
    const text = `Vous avez ${right} bonnes réponses sur ${questions.length} (${percent} %).`;
    const result = element("p", { textContent: text });
    result.dataset.score = percent;
    result.setAttribute("role", "status");
    root.replaceChildren(element("h2", { textContent: "Votre résultat" }), result);
    report.ended(right, questions.length);
  }

  function show() {
    shownAt = Date.now();
    root.dataset.page = page;
    if (page > questions.length) showResult();
    else showQuestion(questions[page - 1]);
  }

  show();
}
