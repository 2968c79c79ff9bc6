// What players could not send, kept on this device under the name of who did it, and sent in order.
// One database of this origin; nothing of a person is ever read, shown or sent for another one.

const DATABASE = "palier-packages";
const STORE = "sends";
const MARK = "palier-packages:"; // says without opening a database that something waits
const LONGEST = 30 * 24 * 3600 * 1000;
const MOST = 200;
const HEAVIEST = 5_000_000;
const ONE_POST = 400_000;
const ONE_BATCH = 50;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
// Later is better for these: a busy server, a path in pause.
const KEPT = new Set([423, 425, 429]);

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: ["person", "attempt", "sequence"] });
  };
  return done(request);
}

// Where the browser keeps nothing for us: the page holds what it can.
class Memory {
  kept = new Map();
  name = (entry) => JSON.stringify([entry.person, entry.attempt, entry.sequence]);
  async all() { return [...this.kept.values()]; }
  async put(entry) { this.kept.set(this.name(entry), entry); }
  async remove(entries) { for (const entry of entries) this.kept.delete(this.name(entry)); }
}

class Kept {
  constructor(database) { this.database = database; }
  store(mode) { return this.database.transaction(STORE, mode).objectStore(STORE); }
  all() { return done(this.store("readonly").getAll()); }
  put(entry) { return done(this.store("readwrite").put(entry)); }
  async remove(entries) {
    const store = this.store("readwrite");
    await Promise.all(entries.map((entry) => done(store.delete([entry.person, entry.attempt, entry.sequence]))));
  }
}

// A name for what a later entry makes useless; "" for what each counts.
function snapshotOf({ route, body }) {
  if (route.startsWith("state/")) return route.split("?")[0];
  if (route !== "commit") return "";
  try {
    const said = JSON.parse(body);
    // The sequencing is told only when it moves: what tells it is not covered by what follows.
    return said.final || said.sequencing ? "" : `commit ${said.item} ${said.session}`;
  } catch {
    return "";
  }
}

// Statements of the way count less than those of its end.
const isDetail = ({ route, body }) => route === "xapi" && !/\/(completed|answered|passed|failed|mastered)"/.test(body);

export class Outbox {
  constructor(person) {
    this.person = person;
    this.isKept = true;
    this.ready = openDatabase().then((database) => new Kept(database)).catch(() => {
      this.isKept = false;
      return new Memory();
    });
    this.ready.then(() => this.forgetOld());
    this.last = Promise.resolve();
  }

  // One change at a time, in the order in which they were asked.
  next(change) {
    this.last = this.last.then(change, change);
    return this.last;
  }

  // Hers alone, attempt by attempt in the order of her acts.
  async all(attempt = null) {
    const entries = await (await this.ready).all();
    return entries
      .filter((each) => each.person === this.person && (!attempt || each.attempt === attempt))
      .sort((a, b) => a.attempt.localeCompare(b.attempt) || a.sequence - b.sequence);
  }

  // Return how many others had to go to make room.
  put(entry) {
    return this.next(async () => {
      const store = await this.ready;
      const mine = { ...entry, person: this.person, at: Date.now(), snapshot: snapshotOf(entry) };
      await store.put(mine);
      const entries = await this.all();
      const covered = entries.filter((each) => each.snapshot && each.attempt === mine.attempt
        && each.snapshot === mine.snapshot && each.sequence < mine.sequence);
      const left = this.tooMany(entries.filter((each) => !covered.includes(each)), mine);
      await store.remove([...covered, ...left]);
      this.mark(entries.length - covered.length - left.length);
      return left.length;
    });
  }

  tooMany(entries, latest) {
    const order = entries
      .filter((each) => each.sequence !== latest.sequence || each.attempt !== latest.attempt)
      .sort((a, b) => isDetail(b) - isDetail(a) || a.at - b.at || a.sequence - b.sequence);
    let count = entries.length;
    let weight = entries.reduce((sum, each) => sum + each.body.length, 0);
    const left = [];
    while (order.length && (count > MOST || weight > HEAVIEST)) {
      const entry = order.shift();
      count -= 1;
      weight -= entry.body.length;
      left.push(entry);
    }
    return left;
  }

  remove(entries) {
    return this.next(async () => {
      await (await this.ready).remove(entries.map((entry) => ({ ...entry, person: this.person })));
      this.mark((await this.all()).length);
    });
  }

  mark(count) {
    try {
      if (count) localStorage.setItem(MARK + this.person, count);
      else localStorage.removeItem(MARK + this.person);
    } catch { /* full or forbidden: pages of packages look by themselves */ }
  }

  // Of everybody: who does not come back leaves nothing here for ever.
  forgetOld() {
    return this.next(async () => {
      const store = await this.ready;
      const entries = await store.all();
      await store.remove(entries.filter((each) => Date.now() - each.at > LONGEST));
      this.mark((await this.all()).length);
    });
  }
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

// Signing in again elsewhere changes the token; somebody else signing in changes everything.
export async function renewToken() {
  const page = await fetch(location.href, { headers: { "Sec-Purpose": "prefetch", Purpose: "prefetch" } });
  const seen = new DOMParser().parseFromString(await page.text(), "text/html");
  if (page.redirected || seen.body.dataset.user !== document.body.dataset.user) return false;
  const fresh = seen.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = fresh;
  return true;
}

export class SignedOut extends Error {}

// Ask the house as the person of this page; throw SignedOut when it does not know her any more.
export async function ask(url, body, type) {
  const once = () => fetch(url, {
    method: "POST",
    body,
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": token(), ...(type ? { "Content-Type": type } : {}) },
  });
  let response = await once();
  if (response.status === 403 && (await renewToken())) response = await once();
  if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) throw new SignedOut();
  return response;
}

// One line for the whole page. `told`: {sent(attempt, results), refused(entry, message), failed(isOut)}.
export class Replay {
  constructor(outbox, told = {}) {
    Object.assign(this, { outbox, told, held: new Set(), pause: 0, timer: 0, running: null });
    this.aside = new Set(); // until the next try
    this.lost = new Set(); // until another page
    addEventListener("online", () => this.soon());
    document.addEventListener("visibilitychange", () => document.hidden || this.soon());
  }

  soon() {
    this.pause = 0;
    this.aside.clear();
    return this.drain();
  }

  // An attempt that is being played sends by itself.
  hold(attempt) { this.held.add(attempt); }
  release(attempt) { this.held.delete(attempt); }

  drain() {
    clearTimeout(this.timer);
    this.running ??= this.sendAll()
      .then(() => { this.pause = 0; return true; })
      .catch((error) => this.fail(error))
      .finally(() => { this.running = null; });
    return this.running;
  }

  fail(error) {
    const isOut = error instanceof SignedOut;
    this.told.failed?.(isOut);
    if (!isOut) {
      this.pause = Math.min(this.pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
      this.timer = setTimeout(() => this.drain(), this.pause);
    }
    return false;
  }

  async sendAll() {
    for (let batch = await this.batch(); batch.length; batch = await this.batch()) await this.send(batch);
  }

  async batch() {
    const entries = (await this.outbox.all())
      .filter(({ attempt }) => ![this.held, this.aside, this.lost].some((each) => each.has(attempt)));
    const batch = [];
    let weight = 0;
    for (const entry of entries) {
      if (entry.attempt !== entries[0].attempt || batch.length === ONE_BATCH) break;
      weight += entry.body.length;
      if (batch.length && weight > ONE_POST) break;
      batch.push(entry);
    }
    return batch;
  }

  async send(batch) {
    const { url, attempt } = batch[0];
    const entries = batch.map(({ sequence, route, body }) => ({ sequence, route, body }));
    const response = await ask(url, JSON.stringify({ attempt, entries }), "application/json");
    // Of somebody else's path, or of a step that changed: it stays hers, and leaves the way free.
    if (response.status === 404) return this.lost.add(attempt);
    // Who stands between may answer in its own words.
    const { message, results } = await response.json().catch(() => ({}));
    if ([400, 413].includes(response.status)) return this.refuse(batch, message);
    if (!response.ok || !Array.isArray(results)) throw new Error(String(response.status));
    return this.judge(batch, results);
  }

  async refuse(batch, message) {
    await this.outbox.remove(batch);
    this.told.refused?.(batch[0], message);
  }

  async judge(batch, results) {
    const said = new Map(results.map((each) => [each.sequence, each]));
    const statusOf = (entry) => said.get(entry.sequence)?.status ?? 500;
    const waits = batch.filter((entry) => KEPT.has(statusOf(entry)) || statusOf(entry) >= 500);
    await this.outbox.remove(batch.filter((entry) => !waits.includes(entry)));
    // What follows would be taken for the whole: the order of her acts is kept.
    if (waits.length) this.aside.add(batch[0].attempt);
    for (const entry of batch) {
      const isRefused = statusOf(entry) >= 400 && statusOf(entry) !== 409 && !waits.includes(entry);
      if (isRefused) this.told.refused?.(entry, said.get(entry.sequence).message);
    }
    this.told.sent?.(batch[0].attempt, results);
  }
}
