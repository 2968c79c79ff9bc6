var H5P = H5P || {};

// Something to hear, or to read: no score, "consumed" at the end, "progressed" at each quarter.
H5P.PalierListen = (function (Shared) {
  var CONSUMED = {
    id: "http://activitystrea.ms/schema/1.0/consume",
    display: { "en-US": "consumed" },
  };
  var ENDING_POINT = "http://id.tincanapi.com/extension/ending-point";

  var Listen = Shared.inherit(function (params, contentId, extras) {
    Shared.init(this, params, contentId, extras);
    this.time = this.previousState.time || 0;
    this.quarter = this.previousState.quarter || 0;
    this.done = Boolean(this.previousState.done);
  });

  Listen.prototype.attach = function ($container) {
    var self = this;
    this.root = $container[0];
    this.root.classList.add("palier", "palier-listen");
    this.audio = new H5P.PalierListenPlayer(
      this.params.audio, this.contentId, this.time,
      function (heard, time) { self.progress(heard, time); },
    );
    this.read = Shared.button("J'ai lu la transcription", function () { self.finish(); });
    this.root.replaceChildren(this.picture(), this.audio,
      Shared.rich("div", "palier-transcript", this.params.transcript), this.read);
    this.setActivityStarted();
    this.draw();
  };

  Listen.prototype.picture = function () {
    var self = this;
    var image = this.params.image;
    if (!image) return "";
    return Shared.element("img", {
      src: H5P.getPath(image.path, this.contentId),
      alt: this.params.alt || "",
      width: image.width,
      height: image.height,
      onload: function () { self.trigger("resize"); },
    });
  };

  Listen.prototype.progress = function (heard, time) {
    var quarter = Math.floor(heard * 4);
    this.time = time;
    if (quarter > this.quarter) {
      this.quarter = quarter;
      this.triggerProgressed(time);
    }
    if (heard === 1) this.finish();
  };

  Listen.prototype.triggerProgressed = function (time) {
    var event = this.createXAPIEventTemplate("progressed");
    event.data.statement.object.definition.extensions[ENDING_POINT] = "PT" + time.toFixed(2) + "S";
    this.trigger(event);
  };

  Listen.prototype.finish = function () {
    if (this.done) return;
    this.done = true;
    this.draw();
    this.trigger(this.createXAPIEventTemplate(CONSUMED, { result: { completion: true } }));
  };

  Listen.prototype.draw = function () {
    this.read.disabled = this.done;
    this.root.dataset.done = this.done;
    this.trigger("resize");
  };

  Listen.prototype.getCurrentState = function () {
    return { time: this.time, quarter: this.quarter, done: this.done };
  };

  Listen.prototype.getTitle = function () {
    return Shared.title(this, "Écoute");
  };

  return Listen;
})(H5P.PalierShared);
