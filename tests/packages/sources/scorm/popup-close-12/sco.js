"use strict";

// Finds the platform by its opener, speaks by dialogs, and closes whatever it can.
Sco.start();
Sco.set("cmi.core.lesson_status", "incomplete");

document.getElementById("end").onclick = () => {
  Sco.set("cmi.core.lesson_status", "completed");
  Sco.set("cmi.core.session_time", Sco.clock());
  Sco.save();
  Sco.end();
  alert("Bravo, c'est enregistré.");
  window.close();
  try {
    window.top.close();
  } catch (refusal) {
    document.documentElement.dataset.close = String(refusal);
  }
};
