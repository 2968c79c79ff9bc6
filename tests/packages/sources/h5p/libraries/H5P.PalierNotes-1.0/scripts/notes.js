var H5P = H5P || {};

// A text of one's own: kept as one writes, done when it is long enough, never scored.
H5P.PalierNotes = (function (Shared) {
  var PAUSE_MILLISECONDS = 1000;

  var Notes = Shared.inherit(function (params, contentId, extras) {
    Shared.init(this, params, contentId, extras);
    this.words = this.previousState.text || "";
    this.done = Boolean(this.previousState.done);
  });

  Notes.prototype.attach = function ($container) {
    var self = this;
    this.root = $container[0];
    this.root.classList.add("palier", "palier-notes");
    this.area = Shared.element("textarea", {
      value: this.words,
      placeholder: this.params.placeholder || "",
    });
    this.area.setAttribute("aria-label", Shared.text(this.params.task));
    this.area.addEventListener("input", function () { self.write(); });
    this.area.addEventListener("change", function () { self.keep(); });
    this.count = Shared.element("p", { className: "palier-feedback" });
    this.count.setAttribute("role", "status");
    this.root.replaceChildren(
      Shared.rich("div", "palier-task", this.params.task), this.area, this.count,
    );
    this.setActivityStarted();
    this.draw();
  };

  Notes.prototype.missing = function () {
    return Math.max(0, (this.params.minimum || 100) - this.words.trim().length);
  };

  Notes.prototype.draw = function () {
    var missing = this.missing();
    this.count.textContent = missing
      ? "Encore " + missing + " caractères."
      : "C'est noté. Vous pouvez continuer à écrire.";
  };

  Notes.prototype.write = function () {
    var self = this;
    this.words = this.area.value;
    this.draw();
    clearTimeout(this.pause);
    this.pause = setTimeout(function () { self.keep(); }, PAUSE_MILLISECONDS);
  };

  // A pause, or leaving the field, keeps the text; the core keeps the state besides, now and then.
  Notes.prototype.keep = function () {
    clearTimeout(this.pause);
    this.triggerXAPI("interacted");
    if (!this.done && !this.missing()) {
      this.done = true;
      this.trigger(this.completed());
    }
    if (this.isRoot()) {
      H5P.setUserData(this.contentId, "state", this.getCurrentState(), { deleteOnChange: true });
    }
  };

  Notes.prototype.isRoot = function () {
    return this.subContentId === undefined && this.parent === undefined;
  };

  Notes.prototype.completed = function () {
    var event = Shared.statement(this, this.isRoot() ? "completed" : "answered", {
      interactionType: "long-fill-in",
      description: { fr: Shared.text(this.params.task) },
    });
    event.data.statement.result = { completion: true, response: this.words };
    return event;
  };

  Notes.prototype.getAnswerGiven = function () {
    return this.words.trim() !== "";
  };

  Notes.prototype.resetTask = function () {
    this.words = "";
    this.done = false;
    if (this.area) {
      this.area.value = "";
      this.draw();
    }
  };

  Notes.prototype.getCurrentState = function () {
    return { text: this.words, done: this.done };
  };

  Notes.prototype.getTitle = function () {
    return Shared.title(this, "Notes");
  };

  Notes.prototype.getXAPIData = function () {
    return { statement: this.completed().data.statement };
  };

  return Notes;
})(H5P.PalierShared);
