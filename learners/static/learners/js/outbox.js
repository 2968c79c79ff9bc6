// Words that wait for the network, kept on this device under the name of who wrote them.

const PREFIX = "palier-words:";
const LONGEST = 30 * 24 * 3600 * 1000;

// crypto.randomUUID exists on https and localhost only.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Outbox {
  constructor(user) {
    this.prefix = `${PREFIX}${user}:`;
    this.tab = newId();
    this.memory = new Map(); // where the browser keeps nothing for us
    this.aside = new Set();
    this.forgetOld();
  }

  // Two tabs on one activity each have their place: neither overwrites the other's words.
  key(url) {
    return `${this.prefix}${new URL(url).pathname}|${this.tab}`;
  }

  put(key, entry) {
    this.aside.delete(entry.id);
    this.memory.set(key, entry);
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch { /* full or forbidden: the memory of the page still holds it */ }
  }

  get(key) {
    return this.all().find((entry) => entry.key === key);
  }

  all() {
    const kept = new Map(this.memory);
    try {
      for (const key of Object.keys(localStorage).filter((each) => each.startsWith(this.prefix))) {
        kept.set(key, JSON.parse(localStorage.getItem(key)));
      }
    } catch { /* the same */ }
    return [...kept].map(([key, entry]) => ({ ...entry, key })).sort((a, b) => a.at - b.at);
  }

  // What may be sent now, oldest first.
  entries() {
    return this.all().filter((entry) => !this.aside.has(entry.id));
  }

  // Only what was sent: she may have written on meanwhile.
  remove(entry) {
    if (this.get(entry.key)?.id !== entry.id) return;
    this.memory.delete(entry.key);
    try {
      localStorage.removeItem(entry.key);
    } catch { /* the same */ }
  }

  // Kept, but not sent again before it is changed or the page is loaded anew.
  setAside(entry) {
    this.aside.add(entry.id);
  }

  forgetOld() {
    try {
      for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
        const entry = JSON.parse(localStorage.getItem(key));
        if (!entry || Date.now() - entry.at > LONGEST) localStorage.removeItem(key);
      }
    } catch { /* the same */ }
  }
}
