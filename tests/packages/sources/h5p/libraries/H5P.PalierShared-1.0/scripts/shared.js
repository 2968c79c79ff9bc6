var H5P = H5P || {};

// What our content types share: making elements, and being an activity of the H5P core.
H5P.PalierShared = (function () {
  // The core copies the enumerable members of a prototype: a `class` would lose its methods.
  function inherit(constructor) {
    constructor.prototype = Object.create(H5P.EventDispatcher.prototype);
    constructor.prototype.constructor = constructor;
    return constructor;
  }

  function init(activity, params, contentId, extras) {
    H5P.EventDispatcher.call(activity);
    activity.params = params;
    activity.contentId = contentId;
    activity.extras = extras || {};
    activity.previousState = activity.extras.previousState || {};
  }

  function element(name, properties) {
    var made = Object.assign(document.createElement(name), properties);
    Array.prototype.slice.call(arguments, 2).forEach(function (child) { made.append(child); });
    return made;
  }

  // What an author wrote with the editor is HTML, filtered by the host.
  function rich(name, className, html) {
    return element(name, { className: className, innerHTML: html || "" });
  }

  function text(html) {
    return rich("div", "", html).textContent.trim();
  }

  function button(label, action) {
    var made = element("button", { type: "button", className: "palier-button", textContent: label });
    made.addEventListener("click", action);
    return made;
  }

  function title(activity, fallback) {
    var metadata = activity.extras.metadata || {};
    return H5P.createTitle(metadata.title || fallback);
  }

  // A statement with its definition: what was asked, in the words of `cmi.interaction`.
  function statement(activity, verb, definition) {
    var event = activity.createXAPIEventTemplate(verb);
    Object.assign(event.data.statement.object.definition, { type: INTERACTION }, definition);
    return event;
  }

  var INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction";

  return {
    button: button,
    element: element,
    inherit: inherit,
    init: init,
    rich: rich,
    statement: statement,
    text: text,
    title: title,
  };
})();
// The file ends with a comment and without a newline, as some do.
