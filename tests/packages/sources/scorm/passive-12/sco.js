"use strict";

// Comes in and goes out, and never says a word about what was learnt.
Sco.start();
window.addEventListener("pagehide", () => Sco.end());
