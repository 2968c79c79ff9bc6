var H5P = H5P || {};

// Sentences to put on piles, by radio buttons: keyboards, fingers and voices know them.
H5P.PalierTri = (function (EventDispatcher) {
  "use strict";

  var SHARE = 0.6;

  function PalierTri(params, contentId, extras) {
    EventDispatcher.call(this);
    var previous = (extras && extras.previousState) || {};
    this.params = params;
    this.contentId = contentId;
    this.chosen = previous.chosen || params.cards.map(function () { return null; });
    this.isChecked = Boolean(previous.isChecked);
  }

  PalierTri.prototype = Object.create(EventDispatcher.prototype);
  PalierTri.prototype.constructor = PalierTri;

  // Texts of a content come escaped.
  function plain(text) {
    return new DOMParser().parseFromString(text || "", "text/html").body.textContent;
  }

  function element(name, properties) {
    var made = Object.assign(document.createElement(name), properties);
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  PalierTri.prototype.attach = function ($container) {
    var self = this;
    this.root = $container[0];
    this.root.classList.add("palier-tri");
    this.rows = this.params.cards.map(function (card, rank) { return self.row(card, rank); });
    this.said = element("p", { className: "palier-tri__said" });
    this.said.setAttribute("role", "status");
    this.button = element("button", { type: "button" });
    this.button.addEventListener("click", function () { self.press(); });
    this.root.replaceChildren.apply(
      this.root,
      [element("p", { textContent: plain(this.params.intro) })].concat(this.rows, [this.said, this.button])
    );
    this.setActivityStarted();
    this.draw();
  };

  PalierTri.prototype.row = function (card, rank) {
    var self = this;
    var group = element("fieldset", {}, element("legend", { textContent: plain(card.text) }));
    var piles = element("div", { className: "palier-tri__piles" });
    this.params.piles.forEach(function (pile, key) {
      var input = element("input", {
        type: "radio", name: "tri-" + self.contentId + "-" + rank, value: key, checked: self.chosen[rank] === key
      });
      input.addEventListener("change", function () {
        self.chosen[rank] = key;
        self.triggerXAPI("interacted");
      });
      piles.append(element("label", {}, input, element("span", { textContent: plain(pile) })));
    });
    group.append(piles, element("p", { className: "palier-tri__why" }));
    return group;
  };

  PalierTri.prototype.press = function () {
    if (this.isChecked) this.resetTask();
    else if (this.chosen.includes(null)) this.said.textContent = plain(this.params.l10n.missing);
    else this.check();
    this.trigger("resize");
  };

  PalierTri.prototype.check = function () {
    this.isChecked = true;
    this.draw();
    this.trigger(this.answered());
  };

  PalierTri.prototype.draw = function () {
    var self = this;
    var words = this.params.l10n;
    this.rows.forEach(function (row, rank) {
      var card = self.params.cards[rank];
      var isRight = self.chosen[rank] === card.pile;
      row.dataset.result = self.isChecked ? (isRight ? "right" : "other") : "";
      row.querySelector(".palier-tri__why").textContent = self.isChecked
        ? (isRight ? "✓ " : plain(self.params.piles[card.pile]) + " : ") + plain(card.why)
        : "";
      row.querySelectorAll("input").forEach(function (input) {
        input.disabled = self.isChecked;
        input.checked = self.chosen[rank] === Number(input.value);
      });
    });
    this.said.textContent = this.isChecked
      ? plain(words.score).replace("@score", this.getScore()).replace("@total", this.getMaxScore())
      : "";
    this.button.textContent = plain(this.isChecked ? words.retry : words.check);
    this.trigger("resize");
  };

  PalierTri.prototype.answered = function () {
    var event = this.createXAPIEventTemplate("answered");
    var object = event.getVerifiedStatementValue(["object", "definition"]);
    Object.assign(object, {
      type: "http://adlnet.gov/expapi/activities/cmi.interaction",
      interactionType: "matching",
      description: { "fr": plain(this.params.intro) },
      source: this.params.cards.map(function (card, rank) {
        return { id: String(rank), description: { "fr": plain(card.text) } };
      }),
      target: this.params.piles.map(function (pile, rank) {
        return { id: String(rank), description: { "fr": plain(pile) } };
      }),
      correctResponsesPattern: [pairs(this.params.cards.map(function (card) { return card.pile; }))]
    });
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.getScore() >= SHARE * this.getMaxScore());
    event.data.statement.result.response = pairs(this.chosen);
    return event;
  };

  function pairs(piles) {
    return piles.map(function (pile, rank) { return rank + "[.]" + pile; }).join("[,]");
  }

  PalierTri.prototype.getScore = function () {
    var self = this;
    if (!this.isChecked) return 0;
    return this.params.cards.filter(function (card, rank) { return self.chosen[rank] === card.pile; }).length;
  };

  PalierTri.prototype.getMaxScore = function () {
    return this.params.cards.length;
  };

  PalierTri.prototype.getAnswerGiven = function () {
    return this.chosen.some(function (each) { return each !== null; });
  };

  PalierTri.prototype.showSolutions = function () {
    this.chosen = this.params.cards.map(function (card) { return card.pile; });
    this.isChecked = true;
    this.draw();
  };

  PalierTri.prototype.resetTask = function () {
    this.chosen = this.params.cards.map(function () { return null; });
    this.isChecked = false;
    this.draw();
  };

  PalierTri.prototype.getCurrentState = function () {
    return { chosen: this.chosen, isChecked: this.isChecked };
  };

  PalierTri.prototype.getXAPIData = function () {
    return { statement: this.answered().data.statement };
  };

  return PalierTri;
})(H5P.EventDispatcher);
