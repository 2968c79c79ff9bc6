// The line between a player and the house: one ordered queue, one request at a time.
// Put before the player's own script. Keeps nothing in the browser: this origin is the package's.
const PalierLink = (() => {
  // Browsers refuse more than 64 kB of requests that outlive their page.
  const ROOM = 60_000;
  const PATIENCE = 45_000;
  const FIRST_PAUSE = 2_000;
  const LONGEST_PAUSE = 60_000;
  const RENEW_EVERY = 75 * 60_000;
  const FINAL = new Set([400, 404, 405, 409, 410, 413, 415, 422]);

  const OUTLIVES = "keepalive" in Request.prototype;

  const weigh = (body) => new Blob([body]).size;

  class Link {
    // root: "/r/"; attempt, token: null in a preview or a review, where nothing is ever sent;
    // after: the highest sequence that the server holds; told: {changed, saved, refused}.
    constructor({ root = "/r/", attempt = null, token = null, app, after = 0, told = {} }) {
      Object.assign(this, { root, attempt, token, app, told });
      this.house = window.parent === window ? window.opener : window.parent;
      this.last = after;
      this.entries = [];
      this.newest = new Map(); // by part: the act that tells it last
      this.acts = new Map(); // by sequence, which an act changes when it is sent again
      this.aloft = 0; // keepalive bytes under way
      this.pause = 0;
      this.again = null; // timer of the next try
      this.needsToken = false;
      if (!this.isSilent) this.listen();
    }

    get isSilent() {
      return !this.attempt || !this.token;
    }

    get pending() {
      return this.entries.length;
    }

    // Greater always wins; it outlives a clock that is put back within the attempt. Two tabs of the same
    // instant seldom draw the same.
    sequence() {
      this.last = Math.max(this.last + 1, Date.now() * 8 + Math.floor(Math.random() * 8));
      return this.last;
    }

    // body: (sequence) → string. `replaces` names a snapshot: a later one makes an earlier useless.
    // `part` names what is told whole, and again when another device was ahead.
    send(route, body, { type = "text/plain;charset=UTF-8", replaces = "", part = "", query = false } = {}) {
      if (this.isSilent) return 0;
      const sequence = this.sequence();
      if (replaces) this.drop((entry) => entry.replaces === replaces && !entry.flying);
      const text = body(sequence);
      const path = query ? `${route}?sequence=${sequence}` : route;
      const act = sequence;
      this.entries.push({ sequence, act, part, route: path, make: body, body: text, type, replaces, size: weigh(text) });
      if (part) this.note(part, act);
      if (this.pause) this.hand(this.entries.at(-1));
      this.changed();
      this.pump();
      return sequence;
    }

    note(part, act) {
      this.newest.set(part, act);
      this.acts.set(act, act);
    }

    flush() {
      clearTimeout(this.again);
      this.again = null;
      this.pump();
    }

    // The page may never run again: all leave at once, and the house keeps a copy of what may fail.
    leave() {
      for (const entry of this.entries.filter((each) => !each.flying || !each.kept)) {
        const fits = this.aloft + entry.size <= ROOM;
        if (!fits || this.pause || this.needsToken || !navigator.onLine) this.hand(entry);
        if (fits && !OUTLIVES) this.beam(entry);
        else if (fits || !entry.flying) this.post(entry, fits);
      }
    }

    // Where fetch dies with its page; the answer is never known, so the entry stays.
    beam(entry) {
      navigator.sendBeacon(this.address(entry), new Blob([entry.body], { type: entry.type }));
    }

    say(type, fields = {}) {
      this.house?.postMessage({ type: `palier:${type}`, attempt: this.attempt, ...fields }, this.app);
    }

    // ---- inside

    listen() {
      window.addEventListener("message", (event) => this.hear(event));
      window.addEventListener("online", () => this.flush());
      setInterval(() => this.say("token?"), RENEW_EVERY);
    }

    hear(event) {
      if (event.origin !== this.app || event.source !== this.house) return;
      if (event.data?.type === "palier:flush") this.flush();
      if (event.data?.type !== "palier:token" || typeof event.data.token !== "string") return;
      this.token = event.data.token;
      this.needsToken = false;
      this.pause = 0;
      this.flush();
    }

    pump() {
      if (this.again || !this.entries.length || this.entries.some((each) => each.flying)) return;
      if (this.needsToken) this.askToken();
      else this.post(this.entries[0], this.aloft + this.entries[0].size <= ROOM);
    }

    async post(entry, kept) {
      entry.flying = true;
      entry.kept = kept;
      if (kept) this.aloft += entry.size;
      const flight = (entry.flight = (entry.flight || 0) + 1);
      let answer = null;
      try {
        answer = await this.request(entry, kept);
      } catch { /* no network: tried again below */ }
      if (kept) this.aloft -= entry.size;
      if (flight !== entry.flight || !this.entries.includes(entry)) return;
      entry.flying = false;
      this.judge(entry, answer);
    }

    async request(entry, keepalive) {
      const response = await fetch(this.address(entry), {
        method: "POST",
        body: entry.body,
        headers: { "Content-Type": entry.type },
        keepalive,
        credentials: "omit",
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      const data = await response.json().catch(() => ({}));
      return { status: response.status, data, after: Number(response.headers.get("Retry-After")) };
    }

    address(entry) {
      return `${this.root}${this.token}/${entry.route}`;
    }

    judge(entry, answer) {
      const status = answer?.status ?? 0;
      if (status >= 200 && status < 300) this.arrived(entry, answer.data);
      else if (status === 409 && answer.data.code === "stale") this.covered(entry, answer.data);
      else if (status === 403) this.refusedToken(entry, answer.data);
      else if (FINAL.has(status)) this.refused(entry, answer);
      else this.wait(answer?.after);
    }

    arrived(entry, data) {
      this.pause = 0;
      this.remove(entry);
      this.say("saved", { sequence: entry.sequence, outcome: data.outcome ?? null });
      this.told.saved?.(data, entry);
      this.changed();
      this.pump();
    }

    // By what she did here since, or by a device whose clock is ahead: what she does here comes after.
    covered(entry, data) {
      const above = Number.isSafeInteger(data.sequence) ? data.sequence : 0;
      this.last = Math.max(this.last, above);
      const isLatest = this.newest.get(entry.part) === entry.act;
      const isOurs = this.acts.get(above) > entry.act;
      if (isLatest && !isOurs && above > entry.sequence) this.sendAgain(entry);
      else this.arrived(entry, data);
    }

    // Before the others: they were done later.
    sendAgain(entry) {
      this.pause = 0;
      this.remove(entry);
      const sequence = this.sequence();
      const body = entry.make(sequence);
      this.acts.set(sequence, entry.act);
      this.entries.unshift({ ...entry, sequence, body, size: weigh(body), handed: false });
      this.changed();
      this.pump();
    }

    // Good values of a commit are kept by the server even when it names bad ones.
    refused(entry, { status, data }) {
      const code = data.code ?? data.codes?.[0]?.code ?? `http_${status}`;
      this.remove(entry);
      const fields = { sequence: entry.sequence, code, message: data.message ?? "" };
      this.say("refused", fields);
      this.told.refused?.(fields, entry);
      this.changed();
      this.pump();
    }

    refusedToken(entry, data) {
      if (data.code === "forged" && entry.tokens > 1) {
        this.refused(entry, { status: 403, data });
        return;
      }
      entry.tokens = (entry.tokens || 0) + 1;
      this.needsToken = true;
      this.askToken();
    }

    askToken() {
      this.say("token?");
      this.wait();
    }

    wait(seconds = 0) {
      this.pause = Math.min(this.pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
      for (const entry of this.entries) this.hand(entry);
      this.changed();
      clearTimeout(this.again);
      const soon = this.pause * (0.75 + Math.random() / 2);
      this.again = setTimeout(() => this.flush(), Math.max(soon, (seconds || 0) * 1000));
    }

    // To the page of the application, which may keep it on the device under the person's name.
    hand(entry) {
      if (entry.handed) return;
      entry.handed = true;
      const { sequence, route, body } = entry;
      this.say("queue", { entry: { sequence, route, body } });
    }

    remove(entry) {
      this.entries = this.entries.filter((each) => each !== entry);
      if (entry.handed) this.say("unqueue", { sequence: entry.sequence });
    }

    drop(isUseless) {
      this.entries.filter(isUseless).forEach((entry) => this.remove(entry));
    }

    changed() {
      this.say("pending", { count: this.pending });
      this.told.changed?.(this.pending, this.pause > 0);
    }
  }

  return { open: (options) => new Link(options) };
})();
