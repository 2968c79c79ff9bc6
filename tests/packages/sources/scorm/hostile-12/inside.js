"use strict";

// Probes that reach for what the browser itself keeps: windows above, cookies, storage, workers.
// A probe throws or returns `refused(…)` when it is stopped, and returns a text when it gets through.
const PROBES = {};

class Refused {
  constructor(detail) {
    this.detail = detail;
  }
}

const refused = (detail) => new Refused(detail);
const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });
const seen = (text) => (text ? `lu : ${text}` : refused("vide"));

PROBES["top-document"] = () => {
  if (window.top === window) return refused("pas de page au-dessus");
  return seen(window.top.document.title || "document");
};

PROBES["top-href"] = () => {
  if (window.top === window) return refused("pas de page au-dessus");
  return seen(window.top.location.href);
};

// The player above must be reachable, since it holds the API; what holds the player must not.
PROBES["beyond-player"] = () => {
  let here = window;
  let reached = -1;
  for (;;) {
    try {
      void here.document.title;
    } catch (refusal) {
      return refused(`${reached} fenêtre au-dessus`);
    }
    reached += 1;
    if (here.parent === here) break;
    here = here.parent;
  }
  return reached > 0 ? `lu jusqu'en haut (${reached})` : refused("pas de page au-dessus");
};

PROBES["cookies-read"] = () => {
  const names = document.cookie.split("; ").filter(Boolean).map((pair) => pair.split("=")[0]);
  const ours = names.filter((name) => name.startsWith("palier-probe"));
  return names.length > ours.length ? seen(names.join(", ")) : refused("aucun cookie");
};

// Tries every domain above this page, and says which cookies the browser has taken.
function plant(names) {
  const labels = window.location.hostname.split(".");
  labels.forEach((label, index) => {
    const domain = labels.slice(index).join(".");
    names.forEach((name) => {
      document.cookie = `${name}=pirate; domain=${domain}; path=/`;
      document.cookie = `${name}=pirate; domain=${domain}; path=/; secure`;
    });
  });
  const taken = names.filter((name) => document.cookie.includes(`${name}=pirate`));
  return taken.length ? `posé : ${taken.join(", ")}` : refused("rien de posé");
}

// A page may plant cookies on the domain that it shares with the application: no browser stops it.
// That the application takes no notice is what the one who runs this has to look at.
PROBES["cookies-planted"] = ({ cookies }) => plant(["palier-probe", ...cookies]);

// Cookies whose name begins so belong to one host alone.
PROBES["cookies-host"] = ({ cookies }) => plant(cookies.map((name) => `__Host-${name}`));

PROBES["service-worker"] = async () => {
  if (!navigator.serviceWorker) return refused("absent");
  const registration = await navigator.serviceWorker.register("worker.js");
  return `enregistré : ${registration.scope}`;
};

PROBES["sibling-storage"] = async ({ sibling }) => {
  localStorage.setItem("palier-probe", window.location.hostname);
  if (!sibling) return refused("pas de voisin donné");
  const frame = document.createElement("iframe");
  frame.src = sibling;
  document.body.append(frame);
  await wait(1500);
  try {
    return seen(Object.keys(frame.contentWindow.localStorage).join(", ") || "stockage vide");
  } finally {
    frame.remove();
  }
};

// The same page of another package, asked what it sees: it must not see what this one wrote.
PROBES["shared-storage"] = async ({ sibling }) => {
  localStorage.setItem("palier-probe", window.location.hostname);
  if (!sibling) return refused("pas de voisin donné");
  const frame = document.createElement("iframe");
  const told = new Promise((done) => {
    window.addEventListener("message", ({ data, source }) => {
      if (source === frame.contentWindow && data && "neighbour" in data) done(data.neighbour);
    });
  });
  frame.src = new URL("neighbour.html", sibling).href;
  document.body.append(frame);
  const found = await Promise.race([told, wait(1500)]);
  frame.remove();
  if (found === undefined) return refused("le voisin ne répond pas");
  return found === window.location.hostname ? seen(found) : refused("stockages séparés");
};
