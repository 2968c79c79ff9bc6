var H5P = H5P || {};

// One question, one or several right answers: a point for each right one, less one for a wrong one.
H5P.PalierChoice = (function (Shared) {
  var VERSION = "1.0.0";

  var Choice = Shared.inherit(function (params, contentId, extras) {
    Shared.init(this, params, contentId, extras);
    this.chosen = (this.previousState.answers || []).map(Number);
    this.checked = Boolean(this.previousState.checked);
    this.right = keys(params.answers, function (answer) { return answer.correct; });
    this.l10n = Object.assign(
      { check: "Vérifier", retry: "Recommencer", score: "@score point(s) sur @total" },
      params.l10n,
    );
  });

  function keys(answers, wanted) {
    return answers.map(function (answer, key) { return wanted(answer) ? key : -1; })
      .filter(function (key) { return key >= 0; });
  }

  Choice.prototype.attach = function ($container) {
    var self = this;
    this.list = Shared.element("ul", {});
    this.inputs = this.params.answers.map(function (answer, key) {
      return self.attachAnswer(answer, key);
    });
    this.feedback = Shared.element("div", { className: "palier-feedback" });
    this.feedback.setAttribute("role", "status");
    this.actions = Shared.element("div", {});
    this.root = $container[0];
    this.root.classList.add("palier", "palier-choice");
    this.root.dataset.version = VERSION;
    this.root.replaceChildren(
      Shared.rich("div", "palier-question", this.params.question),
      this.list, this.feedback, this.actions,
    );
    this.setActivityStarted();
    this.draw();
  };

  Choice.prototype.attachAnswer = function (answer, key) {
    var self = this;
    var input = Shared.element("input", {
      type: this.right.length > 1 ? "checkbox" : "radio",
      name: "palier-" + this.contentId + "-" + (this.subContentId || 0),
      value: key,
      checked: this.chosen.includes(key),
    });
    input.addEventListener("change", function () { self.choose(); });
    this.list.append(
      Shared.element("li", {}, Shared.element("label", {}, input, " ", Shared.text(answer.text))),
    );
    return input;
  };

  Choice.prototype.choose = function () {
    this.chosen = this.inputs.filter(function (input) { return input.checked; })
      .map(function (input) { return Number(input.value); });
    this.triggerXAPI("interacted");
  };

  Choice.prototype.check = function () {
    this.checked = true;
    this.draw();
    this.trigger(this.answered());
  };

  Choice.prototype.retry = function () {
    this.resetTask();
    this.trigger("resize");
  };

  Choice.prototype.draw = function () {
    var self = this;
    var behaviour = this.params.behaviour || {};
    this.inputs.forEach(function (input, key) {
      input.disabled = self.checked;
      input.checked = self.chosen.includes(key);
      if (self.checked && input.checked) {
        input.parentNode.dataset.result = self.right.includes(key) ? "right" : "wrong";
      } else {
        delete input.parentNode.dataset.result;
      }
    });
    this.feedback.replaceChildren();
    if (!this.checked) {
      this.actions.replaceChildren(Shared.button(this.l10n.check, function () { self.check(); }));
    } else {
      this.actions.replaceChildren();
      this.drawFeedback();
      if (behaviour.enableRetry !== false && !this.passed()) {
        this.actions.append(Shared.button(this.l10n.retry, function () { self.retry(); }));
      }
    }
    this.trigger("resize");
  };

  Choice.prototype.drawFeedback = function () {
    var self = this;
    var score = this.l10n.score
      .replace("@score", this.getScore()).replace("@total", this.getMaxScore());
    this.feedback.append(Shared.element("p", { className: "palier-score", textContent: score }));
    this.chosen.forEach(function (key) {
      var words = self.params.answers[key].feedback;
      if (words) self.feedback.append(Shared.element("p", { textContent: Shared.text(words) }));
    });
  };

  Choice.prototype.passed = function () {
    var needed = (this.params.behaviour || {}).passPercentage;
    return this.getScore() * 100 >= (needed === undefined ? 100 : needed) * this.getMaxScore();
  };

  // What follows is the contract of questions: sets of questions and hosts count on these names.
  Choice.prototype.getAnswerGiven = function () {
    return this.chosen.length > 0;
  };

  Choice.prototype.getScore = function () {
    var right = this.right;
    var points = this.chosen.reduce(function (sum, key) {
      return sum + (right.includes(key) ? 1 : -1);
    }, 0);
    return this.checked ? Math.max(0, points) : 0;
  };

  Choice.prototype.getMaxScore = function () {
    return this.right.length;
  };

  Choice.prototype.showSolutions = function () {
    this.chosen = this.right.slice();
    this.checked = true;
    this.draw();
  };

  Choice.prototype.resetTask = function () {
    this.chosen = [];
    this.checked = false;
    if (this.inputs) this.draw();
  };

  Choice.prototype.getCurrentState = function () {
    return { answers: this.chosen, checked: this.checked };
  };

  Choice.prototype.getTitle = function () {
    return Shared.title(this, "Choix");
  };

  Choice.prototype.answered = function () {
    var event = Shared.statement(this, "answered", {
      interactionType: "choice",
      description: { fr: Shared.text(this.params.question) },
      choices: this.params.answers.map(function (answer, key) {
        return { id: String(key), description: { fr: Shared.text(answer.text) } };
      }),
      correctResponsesPattern: [this.right.join("[,]")],
    });
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.passed());
    event.data.statement.result.response = this.chosen.join("[,]");
    return event;
  };

  Choice.prototype.getXAPIData = function () {
    return { statement: this.answered().data.statement };
  };

  return Choice;
})(H5P.PalierShared);
