// On pages without packages: sends what a player left on this device, when there is something.

const person = document.body.dataset.user;

function waits() {
  try {
    return person && localStorage.getItem(`palier-packages:${person}`) !== null;
  } catch {
    return false;
  }
}

if (waits()) {
  const { Outbox, Replay } = await import("./package-outbox.js");
  new Replay(new Outbox(person)).drain();
}
