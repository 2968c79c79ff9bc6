"use strict";

Sco.start();
document.getElementById("end").onclick = ({ target }) => {
  target.disabled = true;
  Sco.set("cmi.completion_status", "completed");
  Sco.set("cmi.success_status", "passed");
  Sco.set("cmi.session_time", Sco.duration());
  Sco.end();
};
window.addEventListener("pagehide", () => Sco.end());
