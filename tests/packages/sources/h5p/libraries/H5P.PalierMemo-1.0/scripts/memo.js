var H5P = H5P || {};

// Keeps a text and tells nothing: whoever waits for its end waits for ever.
H5P.PalierMemo = (function (Shared) {
  var Memo = Shared.inherit(function (params, contentId, extras) {
    Shared.init(this, params, contentId, extras);
    this.words = this.previousState.text || "";
  });

  Memo.prototype.attach = function ($container) {
    var self = this;
    var area = Shared.element("textarea", { value: this.words, rows: 6 });
    area.setAttribute("aria-label", Shared.text(this.params.task));
    area.addEventListener("input", function () { self.words = area.value; });
    $container[0].classList.add("palier", "palier-memo");
    $container[0].replaceChildren(Shared.rich("div", "palier-task", this.params.task), area);
  };

  Memo.prototype.getCurrentState = function () {
    return { text: this.words };
  };

  return Memo;
})(H5P.PalierShared);
