"use strict";

// How a page of a package meets the platform: it looks for the API in its parents, then in its
// opener and its parents, as authoring tools do. Each call stays in `window.__calls`, to be read.
window.__calls = [];

const Sco = (() => {
  const DIALECTS = {
    "2004": {
      name: "API_1484_11",
      verbs: {
        start: "Initialize",
        get: "GetValue",
        set: "SetValue",
        save: "Commit",
        end: "Terminate",
        error: "GetLastError",
      },
    },
    "1.2": {
      name: "API",
      verbs: {
        start: "LMSInitialize",
        get: "LMSGetValue",
        set: "LMSSetValue",
        save: "LMSCommit",
        end: "LMSFinish",
        error: "LMSGetLastError",
      },
    },
  };
  const HIGHEST = 7;
  const startedAt = Date.now();
  let api = null;
  let verbs = null;
  let open = false;

  function climb(from, name) {
    let here = from;
    for (let step = 0; here && step <= HIGHEST; step += 1) {
      if (here[name]) return here[name];
      if (here.parent === here) return null;
      here = here.parent;
    }
    return null;
  }

  function find(name) {
    try {
      return climb(window, name) || (window.opener && climb(window.opener, name)) || null;
    } catch (refusal) {
      // A window of another origin: nothing of ours is above it.
      return null;
    }
  }

  // A package made for both versions takes the newer one: it must find its own alone.
  function meet() {
    for (const version of ["2004", "1.2"]) {
      api = find(DIALECTS[version].name);
      if (api) {
        verbs = DIALECTS[version].verbs;
        document.documentElement.dataset.api = version;
        return true;
      }
    }
    document.documentElement.dataset.api = "none";
    return false;
  }

  function call(verb, ...values) {
    if (!api) return "";
    const answer = String(api[verbs[verb]](...values));
    const error = String(api[verbs.error]());
    window.__calls.push([verbs[verb], ...values, answer, error]);
    return answer;
  }

  return {
    call,
    start() {
      open = meet() && call("start", "") === "true";
      document.documentElement.dataset.sco = open ? "open" : "alone";
      return open;
    },
    get: (element) => call("get", element),
    set: (element, value) => call("set", element, String(value)) === "true",
    save: () => call("save", "") === "true",
    error: () => (api ? String(api[verbs.error]()) : ""),
    end() {
      if (!open) return false;
      open = false;
      document.documentElement.dataset.sco = "closed";
      return call("end", "") === "true";
    },
    get open() {
      return open;
    },
    seconds: () => (Date.now() - startedAt) / 1000,
    // SCORM 1.2 says HHHH:MM:SS.SS, SCORM 2004 an ISO 8601 duration.
    clock() {
      const seconds = Sco.seconds();
      const two = (number) => String(Math.floor(number)).padStart(2, "0");
      const rest = (seconds % 60).toFixed(2).padStart(5, "0");
      return `00${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${rest}`;
    },
    duration: () => `PT${Sco.seconds().toFixed(2)}S`,
  };
})();
