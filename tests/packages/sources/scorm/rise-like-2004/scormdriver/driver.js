"use strict";

// The outer frame speaks SCORM; the content inside knows this object alone.
Sco.start();

window.Driver = {
  read() {
    const kept = Sco.get("cmi.suspend_data");
    return { lessons: kept ? JSON.parse(kept).lessons : [], place: Sco.get("cmi.location") };
  },
  write(lessons, place, total) {
    Sco.set("cmi.suspend_data", JSON.stringify({ v: 2, lessons }));
    Sco.set("cmi.location", place);
    Sco.set("cmi.progress_measure", lessons.length / total);
    Sco.set("cmi.completion_status", lessons.length === total ? "completed" : "incomplete");
    if (lessons.length === total) Sco.set("cmi.success_status", "passed");
    Sco.save();
  },
};

function leave() {
  if (!Sco.open) return;
  Sco.set("cmi.session_time", Sco.duration());
  Sco.set("cmi.exit", "suspend");
  Sco.end();
}

window.addEventListener("beforeunload", leave);
window.addEventListener("pagehide", leave);
