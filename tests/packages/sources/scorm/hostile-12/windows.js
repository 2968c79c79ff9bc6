"use strict";

// Probes that open windows or move them. They come last: one that gets through ends the page.
const WINDOWS = {};

WINDOWS["app-window"] = async ({ app }) => {
  if (!app) return refused("pas d'application donnée");
  const opened = window.open(app, "_blank");
  if (!opened) return refused("aucune prise sur la fenêtre");
  await wait(2000);
  try {
    return seen(opened.document.title || "document");
  } finally {
    opened.close();
  }
};

// One may move a window that one opened, unless it cut itself off (Cross-Origin-Opener-Policy).
WINDOWS["app-window-moved"] = async ({ app }) => {
  if (!app) return refused("pas d'application donnée");
  const opened = window.open(app, "_blank");
  if (!opened) return refused("aucune prise sur la fenêtre");
  await wait(2000);
  if (opened.closed) return refused("la fenêtre s'est coupée de nous");
  opened.location = new URL("popup.html?moved=1", window.location.href).href;
  await wait(1000);
  const moved = !opened.closed && opened.length !== undefined;
  opened.close();
  return moved ? "fenêtre déplacée" : refused("fenêtre fermée");
};

// A window without the sandbox of this frame climbs to the page of the application by its opener.
WINDOWS["opener-top"] = async ({ app }) => {
  const told = new Promise((done) => {
    window.addEventListener("message", ({ data }) => {
      if (data && "popup" in data) done(data.popup);
    });
  });
  const opened = window.open(`popup.html?goal=${encodeURIComponent(app || "")}`, "_blank");
  if (!opened) return refused("aucune prise sur la fenêtre");
  const found = await Promise.race([told, wait(2000)]);
  opened.close();
  return found && found.moved ? `déplacé : ${found.detail}` : refused(found ? found.detail : "muet");
};

WINDOWS["top-location"] = async ({ goal }) => {
  if (window.top === window) return refused("pas de page au-dessus");
  window.top.location.href = goal;
  await wait(1000);
  return "rien n'a dit non";
};
