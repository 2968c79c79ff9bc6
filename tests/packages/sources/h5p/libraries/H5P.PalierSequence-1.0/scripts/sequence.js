var H5P = H5P || {};

// Activities one after the other: each reports for itself, the sequence reports the whole.
H5P.PalierSequence = (function (Shared) {
  var Sequence = Shared.inherit(function (params, contentId, extras) {
    var self = this;
    Shared.init(this, params, contentId, extras);
    this.step = this.previousState.step || 0;
    this.finished = Boolean(this.previousState.finished);
    this.children = params.steps.map(function (step, index) {
      return self.makeChild(step, index);
    });
  });

  Sequence.prototype.makeChild = function (step, index) {
    var self = this;
    var state = (this.previousState.children || [])[index];
    var child = H5P.newRunnable(step, this.contentId, undefined, true, {
      parent: this,
      previousState: state,
    });
    child.on("resize", function () { self.trigger("resize"); });
    return child;
  };

  Sequence.prototype.attach = function ($container) {
    var self = this;
    this.root = $container[0];
    this.root.classList.add("palier", "palier-sequence");
    this.place = Shared.element("p", { className: "palier-place" });
    this.slots = this.children.map(function (child, index) {
      var slot = Shared.element("div", {});
      slot.dataset.step = index + 1;
      child.attach(H5P.jQuery(slot));
      return slot;
    });
    this.next = Shared.button("Suite", function () { self.go(self.step + 1); });
    this.result = Shared.element("div", { className: "palier-result" });
    this.result.setAttribute("role", "status");
    this.root.replaceChildren(
      Shared.rich("div", "palier-introduction", this.params.introduction), this.place,
    );
    this.slots.forEach(function (slot) { self.root.append(slot); });
    this.root.append(this.next, this.result);
    this.setActivityStarted();
    this.draw();
  };

  Sequence.prototype.go = function (step) {
    this.step = step;
    if (step >= this.children.length && !this.finished) {
      this.finished = true;
      this.draw();
      this.triggerXAPIScored(
        this.getScore(), this.getMaxScore(), "completed", true, this.passed(),
      );
      return;
    }
    this.triggerProgressed();
    this.draw();
  };

  Sequence.prototype.triggerProgressed = function () {
    var event = this.createXAPIEventTemplate("progressed");
    var extensions = event.data.statement.object.definition.extensions;
    extensions["http://id.tincanapi.com/extension/ending-point"] = this.step + 1;
    this.trigger(event);
  };

  Sequence.prototype.draw = function () {
    var step = this.step;
    var over = step >= this.children.length;
    this.slots.forEach(function (slot, index) { slot.hidden = index !== step; });
    this.place.textContent = over ? "" : "Étape " + (step + 1) + " sur " + this.children.length;
    this.next.hidden = over;
    this.result.textContent = over
      ? "Vous avez " + this.getScore() + " points sur " + this.getMaxScore() + "."
      : "";
    this.trigger("resize");
  };

  Sequence.prototype.sum = function (ask) {
    return this.children.reduce(function (total, child) {
      return total + (child[ask] ? child[ask]() : 0);
    }, 0);
  };

  Sequence.prototype.getScore = function () {
    return this.sum("getScore");
  };

  Sequence.prototype.getMaxScore = function () {
    return this.sum("getMaxScore");
  };

  Sequence.prototype.passed = function () {
    var needed = this.params.passPercentage === undefined ? 50 : this.params.passPercentage;
    return this.getScore() * 100 >= needed * this.getMaxScore();
  };

  Sequence.prototype.getAnswerGiven = function () {
    return this.children.some(function (child) {
      return child.getAnswerGiven && child.getAnswerGiven();
    });
  };

  Sequence.prototype.resetTask = function () {
    this.step = 0;
    this.finished = false;
    this.children.forEach(function (child) { if (child.resetTask) child.resetTask(); });
    if (this.slots) this.draw();
  };

  Sequence.prototype.showSolutions = function () {
    this.children.forEach(function (child) { if (child.showSolutions) child.showSolutions(); });
  };

  Sequence.prototype.getCurrentState = function () {
    return {
      step: this.step,
      finished: this.finished,
      children: this.children.map(function (child) { return child.getCurrentState(); }),
    };
  };

  Sequence.prototype.getTitle = function () {
    return Shared.title(this, "Suite");
  };

  Sequence.prototype.getXAPIData = function () {
    var event = this.createXAPIEventTemplate("completed");
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.passed());
    return {
      statement: event.data.statement,
      children: this.children.filter(function (child) { return child.getXAPIData; })
        .map(function (child) { return child.getXAPIData(); }),
    };
  };

  return Sequence;
})(H5P.PalierShared);
