"use strict";

// Runs the probes one after the other and writes what became of each, in the page and in
// `window.__probes`: a browser test reads either.
window.__probes = {};

const here = new URLSearchParams(window.location.search);
const TARGETS = {
  app: here.get("app") || "",
  sibling: here.get("sibling") || "",
  commit: here.get("commit") || "",
  commitBody: here.get("commitBody") || "{}",
  cookies: (here.get("cookies") || "sessionid,csrftoken").split(","),
  goal: new URL("popup.html?moved=1", window.location.href).href,
  messages: [{ type: "palier:status", status: "passed", score: 100 }],
  paths: ["/", "/admin/", "/api/", "/files/"],
};

function write(name, outcome) {
  const stopped = outcome instanceof Refused;
  const line = document.querySelector(`[data-probe="${name}"]`) || document.createElement("li");
  line.dataset.probe = name;
  line.dataset.detail = stopped ? outcome.detail : outcome;
  line.title = `${name} : ${line.dataset.detail}`;
  line.textContent = stopped ? "refusé" : "permis";
  document.getElementById("probes").append(line);
  window.__probes[name] = { outcome: line.textContent, detail: line.dataset.detail };
}

async function runEach(probes, targets) {
  for (const [name, probe] of Object.entries(probes)) {
    let outcome;
    try {
      outcome = await probe(targets);
    } catch (refusal) {
      outcome = refused(String(refusal));
    }
    write(name, outcome);
  }
  return window.__probes;
}

window.runProbes = async (targets = {}) => {
  document.documentElement.dataset.probes = "running";
  await runEach(PROBES, { ...TARGETS, ...targets });
  document.documentElement.dataset.probes = "done";
  return window.__probes;
};

window.runWindowProbes = async (targets = {}) => {
  document.documentElement.dataset.windows = "running";
  await runEach(WINDOWS, { ...TARGETS, ...targets });
  document.documentElement.dataset.windows = "done";
  return window.__probes;
};

Sco.start();
Sco.set("cmi.core.lesson_status", "incomplete");
document.getElementById("windows").onclick = () => window.runWindowProbes();
window.addEventListener("pagehide", () => Sco.end());
window.runProbes();
