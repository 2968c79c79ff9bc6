"use strict";

// Probes that reach for the application and for the work of other people.

// What `fetch` brings back is read; a policy, CORS or a closed door all end in a refusal.
async function ask(address, options) {
  const answer = await fetch(address, { credentials: "include", ...options });
  if (answer.type === "opaque") return "envoyé sans pouvoir lire";
  return answer.ok ? seen(`${answer.status} ${answer.url}`) : refused(`réponse ${answer.status}`);
}

async function askEach(addresses, options) {
  for (const address of addresses) {
    let outcome;
    try {
      outcome = await ask(address, options);
    } catch (refusal) {
      outcome = refused(String(refusal));
    }
    if (!(outcome instanceof Refused)) return outcome;
  }
  return refused(`${addresses.length} adresses`);
}

PROBES["app-fetch"] = ({ app, paths }) => {
  if (!app) return refused("pas d'application donnée");
  return askEach(paths.map((path) => new URL(path, app)), {});
};

PROBES["app-fetch-blind"] = ({ app, paths }) => {
  if (!app) return refused("pas d'application donnée");
  return askEach(paths.map((path) => new URL(path, app)), { mode: "no-cors" });
};

// The routes of the application, asked from the host that serves the contents.
PROBES["app-routes-here"] = ({ paths }) => askEach(paths, {});

PROBES["app-image"] = ({ app }) => new Promise((done) => {
  if (!app) {
    done(refused("pas d'application donnée"));
    return;
  }
  const image = new Image();
  image.onload = () => done("image reçue");
  image.onerror = () => done(refused("image refusée"));
  image.src = new URL("/favicon.ico", app).href;
  setTimeout(() => done(refused("sans réponse")), 1500);
});

PROBES["app-frame"] = async ({ app }) => {
  if (!app) return refused("pas d'application donnée");
  const frame = document.createElement("iframe");
  frame.src = app;
  document.body.append(frame);
  await wait(1500);
  try {
    return seen(frame.contentDocument && frame.contentDocument.body.innerText);
  } finally {
    frame.remove();
  }
};

// A form needs no permission to send: only `form-action` stops it, and says so by an event.
PROBES["form-post"] = async ({ app }) => {
  if (!app) return refused("pas d'application donnée");
  let violation = null;
  const listen = (event) => {
    if (event.effectiveDirective === "form-action") violation = event.blockedURI;
  };
  document.addEventListener("securitypolicyviolation", listen);
  const frame = Object.assign(document.createElement("iframe"), { name: "form-post" });
  const form = Object.assign(document.createElement("form"), {
    action: new URL("/", app).href,
    method: "post",
    target: "form-post",
  });
  form.append(Object.assign(document.createElement("input"), { name: "pirate", value: "1" }));
  document.body.append(frame, form);
  form.submit();
  await wait(1000);
  document.removeEventListener("securitypolicyviolation", listen);
  form.remove();
  frame.remove();
  return violation ? refused(`form-action : ${violation}`) : "formulaire parti";
};

PROBES["other-attempt"] = ({ commit, commitBody }) => {
  if (!commit) return refused("pas de tentative donnée");
  return askEach([commit], { method: "POST", body: commitBody });
};

// The frame above may listen: a message may draw a wrong hint, never change what is kept.
PROBES["forged-message"] = ({ messages }) => {
  messages.forEach((message) => window.top.postMessage(message, "*"));
  return refused(`${messages.length} messages envoyés, sans réponse`);
};
