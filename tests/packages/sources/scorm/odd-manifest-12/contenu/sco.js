"use strict";

Sco.start();
Sco.set("cmi.core.lesson_status", "completed");
Sco.save();
window.addEventListener("pagehide", () => Sco.end());
