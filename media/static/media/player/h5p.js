// The page of an H5P content: gives the core its settings and answers, and sends what she does.
// Inside the page after link.js, before the one script of the core and of its libraries.
(() => {
  const FORM = "application/x-www-form-urlencoded;charset=UTF-8";
  // Long enough for the clicks of one answer, short enough for who leaves at once.
  const SOON = 250;
  const PATIENCE = 1_000;
  const NOTHING = '{"success":true,"data":false}';

  const launch = JSON.parse(document.getElementById("launch").textContent);
  const { integration, base } = launch;
  const root = document.documentElement;
  const link = PalierLink.open(launch.link);
  const isFramed = window.parent !== window;

  window.H5PIntegration = integration;
  // The core would start by itself, with its own way to leave.
  window.H5P = { preventInit: true };

  // Browsers that refuse storage to frames of another site throw at its very name.
  try {
    window.localStorage.getItem("h5p");
  } catch {
    const kept = new Map();
    const storage = {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => kept.set(String(key), String(value)),
      removeItem: (key) => kept.delete(String(key)),
      clear: () => kept.clear(),
    };
    Object.defineProperty(window, "localStorage", { value: storage, configurable: true });
  }

  document.addEventListener("DOMContentLoaded", async () => {
    if (!window[launch.done]) await loadApart();
    if (!H5P.init) fail();
    else start();
  });

  // One broken file stops the whole script: apart, it stops nothing but itself.
  function loadApart() {
    const files = launch.scripts.slice(H5P.init ? 1 : 0);
    return Promise.all(files.map((file) => new Promise((resolve) => {
      const script = document.createElement("script");
      script.async = false;
      script.crossOrigin = "anonymous";
      script.src = `${integration.urlLibraries}/${file}`;
      script.onload = script.onerror = resolve;
      document.head.append(script);
    })));
  }

  function start() {
    H5P.jQuery.ajaxTransport("+*", answer);
    H5P.XAPIEvent.prototype.setActor = nameActor;
    H5P.getContentPath = () => Object.values(integration.contents)[0].contentUrl;
    H5P.externalDispatcher.on("xAPI", hear);
    H5P.jQuery(() => {
      // Its last request would be a synchronous one, which browsers refuse to a page that goes.
      H5P.$window.off("beforeunload unload pagehide");
      try {
        H5P.init(document.body);
      } catch (error) {
        console.error(error);
        fail();
      }
      watch();
      link.say("ready");
    });
  }

  function fail() {
    const message = document.querySelector('[data-player="failed"]');
    message.querySelector("button").addEventListener("click", () => location.reload());
    message.hidden = false;
    link.say("height", { px: document.body.scrollHeight });
  }

  // ---- what she does

  // What the core asks of the house is answered here: all that is kept came with the page.
  function answer(options) {
    if (!options.url.startsWith(base)) return undefined;
    return {
      send(_headers, complete) {
        if (options.type === "POST") keep(options.url.slice(base.length), options.data ?? "");
        complete(200, "success", { text: NOTHING });
      },
      abort() {},
    };
  }

  // A result that the core tells besides is that of a statement, which is sent.
  function keep(path, data) {
    const [kind, ...names] = path.split("/");
    if (kind !== "state") return;
    const sub = names.pop();
    const route = [kind, names.join("/"), sub].map(encodeURIComponent).join("/");
    link.send(route, () => data, { type: FORM, replaces: route, query: true });
  }

  function nameActor() {
    const account = { homePage: integration.siteUrl, name: integration.user.name };
    this.data.statement.actor = { objectType: "Agent", account };
  }

  let waiting = null;
  let isTouched = false;

  function hear(event) {
    const { statement } = event.data;
    const verb = statement.verb.id.split("/").pop();
    // Each part as it is drawn: the line has better to do.
    if (verb === "attempted") return;
    // Each letter and each click: only what comes of it is told.
    if (verb !== "interacted") {
      link.send("xapi", (sequence) => JSON.stringify({ sequence, statement }));
    }
    isTouched = true;
    clearTimeout(waiting);
    waiting = setTimeout(keepState, SOON);
  }

  function keepState() {
    clearTimeout(waiting);
    for (const instance of H5P.instances ?? []) {
      if (typeof instance.getCurrentState !== "function") continue;
      try {
        const current = instance.getCurrentState();
        if (current !== undefined) {
          H5P.setUserData(instance.contentId, "state", current, { deleteOnChange: true });
        }
      } catch (error) {
        console.error(error);
      }
    }
  }

  function leave() {
    if (isTouched) keepState();
    link.leave();
  }

  // ---- the room it takes

  let told = 0;
  let width = window.innerWidth;

  function watch() {
    for (const type of ["pointerdown", "keydown", "input"]) {
      window.addEventListener(type, () => { isTouched = true; }, { capture: true, passive: true });
    }
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leave();
    });
    window.addEventListener("resize", resize);
    new ResizeObserver(tell).observe(document.body);
    H5P.instances.forEach((instance) => H5P.on(instance, "resize", () => setTimeout(tell)));
  }

  function tell() {
    const px = document.body.scrollHeight;
    if (H5P.isFullscreen || px === told) return;
    told = px;
    link.say("height", { px });
    setTimeout(fit, PATIENCE);
  }

  // A scroll bar that comes for an instant would change the width, and the height again.
  function fit() {
    root.classList.toggle("is-fitted", isFramed && window.innerHeight >= told);
  }

  function resize() {
    fit();
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    H5P.instances.forEach((instance) => H5P.trigger(instance, "resize"));
  }
})();
