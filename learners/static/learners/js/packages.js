// Opens a package on its step when she asks for it, and stands between its player and the house.
// The player lives on another host: every message is checked by its origin and by its window.

import { Outbox, Replay, SignedOut, ask } from "./package-outbox.js";

const SLOW = 20_000;
const SILENT = 12_000;
const CLOSING = 1_500;
const LEAVING = 5_000;
const LOOKS = 1_000;
const LATE_NEWS = [700, 3_000];
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals";
const SMALLEST = 160;
const TALLEST = 20_000;

const words = document.getElementById("package-words").dataset;
const fill = (text, count) => text.replace("{count}", count);
const outbox = new Outbox(document.body.dataset.user);
const channel = "BroadcastChannel" in window ? new BroadcastChannel("palier-packages") : null;
const cards = [];

class Card {
  constructor(root) {
    this.root = root;
    this.id = root.dataset.package;
    this.frame = null;
    this.kept = 0;
    this.pending = 0;
    this.timers = [];
    root.addEventListener("submit", (event) => this.submitted(event));
    this.part("again").addEventListener("click", () => (this.isPage ? location.reload() : this.open(this.wanted)));
    this.part("whole").addEventListener("click", () => this.toggleWhole());
    this.part("close").addEventListener("click", () => this.close());
    document.addEventListener("fullscreenchange", () => this.drawWhole());
    this.part("player").addEventListener("keydown", (event) => event.key === "Escape" && this.shrink());
  }

  part(name) {
    return this.root.querySelector(`[data-package-${name}]`);
  }

  get attempt() {
    return this.root.dataset.attempt;
  }

  get isPage() {
    return Boolean(this.root.dataset.playerUrl);
  }

  // ---- opening

  submitted(event) {
    const form = event.target;
    if (this.root.hasAttribute("data-popup")) {
      // Within the tap: browsers let it be. The form itself leads to the page of the player.
      const room = `popup,width=${Math.min(1100, screen.availWidth)},height=${Math.min(800, screen.availHeight)}`;
      const apart = window.open("", form.target, room);
      if (apart) this.wait(apart);
      else form.removeAttribute("target");
      return;
    }
    event.preventDefault();
    this.open(event.submitter?.name === "again");
  }

  wait(apart) {
    this.load(words.apart);
    const watch = setInterval(() => {
      if (!apart.closed) return;
      clearInterval(watch);
      this.load("");
      for (const wait of LATE_NEWS) setTimeout(() => this.look(), wait);
    }, LOOKS);
  }

  async open(again) {
    this.wanted = again;
    this.trouble("");
    this.load(words.opening);
    this.choices(false);
    try {
      // What waits here comes first: the player starts from what the house knows.
      if (await this.count()) await replay.soon();
      this.mount(this.isPage ? { url: this.root.dataset.playerUrl, attempt: this.attempt } : await this.opening(again));
    } catch (error) {
      this.fail(error);
    }
  }

  async opening(again) {
    const form = this.root.querySelector("form");
    const response = await ask(form.action, new URLSearchParams(again ? { again: "1" } : {}));
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(answer.message), { isSaid: true });
    return answer;
  }

  fail(error) {
    this.load("");
    this.choices(true);
    if (error.isSaid) {
      this.refresh();
      this.trouble(error.message, false);
    } else if (error instanceof SignedOut) {
      this.trouble(words.signedOut);
    } else {
      this.trouble(navigator.onLine ? words.failed : words.noNetwork);
    }
  }

  mount({ url, attempt }) {
    this.unmount();
    this.root.dataset.attempt = attempt;
    this.origin = new URL(url).origin;
    this.isReady = false;
    replay.hold(attempt);
    this.frame = Object.assign(document.createElement("iframe"), {
      title: this.root.dataset.title,
      allow: "fullscreen; autoplay",
      src: url,
    });
    this.frame.setAttribute("sandbox", SANDBOX);
    this.frame.addEventListener("load", () => this.later(SILENT, () => this.isReady || this.trouble(words.failed)));
    this.part("frame").replaceChildren(this.frame);
    this.part("tools").hidden = false;
    this.part("on").hidden = this.isPage;
    this.root.dataset.open = "";
    this.later(SLOW, () => this.isReady || this.trouble(words.slow));
    this.part("player").scrollIntoView();
    this.frame.focus();
  }

  ready() {
    this.isReady = true;
    this.load("");
    this.trouble("");
  }

  // ---- closing

  // Emptied before it is taken away: what it says when it leaves still comes from its window.
  close() {
    const { frame } = this;
    if (!frame) return;
    this.shrink();
    const gone = () => frame === this.frame && this.closed();
    this.isLeaving = true;
    setTimeout(() => { this.isLeaving = false; }, LEAVING);
    frame.addEventListener("load", gone);
    frame.contentWindow.location.replace("about:blank");
    this.later(CLOSING, gone);
  }

  async closed() {
    this.unmount();
    this.part("tools").hidden = this.part("on").hidden = true;
    delete this.root.dataset.open;
    this.load("");
    this.trouble("");
    if (this.isPage) {
      leavePage(this.root);
      return;
    }
    this.choices(true);
    this.root.querySelector("form button")?.focus();
    await replay.soon();
    for (const wait of LATE_NEWS) setTimeout(() => this.refresh(), wait);
  }

  unmount() {
    this.timers.forEach(clearTimeout);
    this.timers = [];
    this.frame?.remove();
    this.frame = null;
    this.pending = 0;
    replay.release(this.attempt);
  }

  // ---- what the player says

  hears(event) {
    if (event.origin !== this.origin) return false;
    // The last words of a player may come when its window is no more.
    if (!event.source) return this.isLeaving && event.data?.type === "palier:queue";
    return Boolean(this.frame) && event.source === this.frame.contentWindow;
  }

  hear(message) {
    if (message.attempt ? message.attempt !== this.attempt : message.type === "palier:queue") return;
    const act = {
      "palier:ready": () => this.ready(),
      "palier:height": () => this.fit(message.px),
      "palier:pending": () => this.count(message.count),
      "palier:queue": () => this.keep(message.entry),
      "palier:unqueue": () => this.forget(message.sequence),
      "palier:saved": () => this.saved(message.outcome),
      "palier:refused": () => this.note(message.message || words.refused),
      "palier:ended": () => this.refresh(),
      "palier:token?": () => this.renew(),
    }[message.type];
    act?.();
  }

  fit(px) {
    if (!Number.isFinite(px)) return;
    this.frame.style.blockSize = `${Math.min(Math.max(Math.ceil(px), SMALLEST), TALLEST)}px`;
    this.root.dataset.fits = "";
  }

  async keep(entry) {
    const { sequence, route, body } = entry ?? {};
    if (!Number.isSafeInteger(sequence) || typeof route !== "string" || typeof body !== "string") return;
    const { replayUrl, title } = this.root.dataset;
    const left = await outbox.put({ attempt: this.attempt, sequence, route, body, title, url: replayUrl });
    if (left) this.note(words.full);
    this.count();
    if (!this.frame) replay.soon();
  }

  async forget(sequence) {
    await outbox.remove([{ attempt: this.attempt, sequence }]);
    this.count();
  }

  saved(outcome) {
    this.isSaved = true;
    const said = JSON.stringify(outcome ?? null);
    if (outcome && said !== this.outcome) this.refresh();
    if (outcome) this.outcome = said;
    this.count();
  }

  async renew() {
    const { frame, origin, attempt } = this;
    try {
      const response = await ask(this.root.dataset.tokenUrl, new URLSearchParams({ attempt }));
      if (!response.ok || frame !== this.frame) return;
      const { token } = await response.json();
      frame.contentWindow.postMessage({ type: "palier:token", token }, origin);
    } catch (error) {
      if (error instanceof SignedOut) this.count(this.pending, true);
    }
  }

  // ---- what she reads

  async count(pending = this.pending, isOut = this.isOut) {
    this.pending = pending;
    this.isOut = isOut;
    this.kept = this.attempt ? (await outbox.all(this.attempt)).length : 0;
    const count = Math.max(this.kept, this.pending);
    const waiting = isOut ? words.waitingOut : outbox.isKept ? words.waiting : words.unkept;
    if (this.kept) this.say("offline", fill(waiting, count));
    else if (!this.pending && (this.isSaved || this.part("status").textContent)) this.say("saved", words.saved);
    return this.kept;
  }

  say(state, text) {
    const status = this.part("status");
    status.className = `autosave autosave--${state}`;
    if (status.textContent !== text) status.textContent = text;
  }

  load(text) {
    this.part("loading").textContent = text;
  }

  note(text) {
    this.part("note").textContent = text;
    this.part("note").hidden = !text;
  }

  trouble(text, mayRetry = true) {
    this.part("trouble-text").textContent = text;
    this.part("trouble").hidden = !text;
    this.part("again").hidden = !mayRetry;
    if (text) this.load("");
  }

  choices(areShown) {
    const choices = this.part("choices");
    if (choices) choices.hidden = !areShown;
  }

  // What changed of the step takes its place, unless she is on another account by now.
  async refresh() {
    channel?.postMessage(this.id);
    await this.look();
  }

  async look() {
    const response = await fetch(this.root.dataset.stateUrl, { redirect: "manual" }).catch(() => null);
    if (!response?.ok) return;
    const seen = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of seen.body.querySelectorAll(":scope > [id]")) {
      const place = document.getElementById(part.id);
      if (place && told(place) !== told(part)) place.innerHTML = part.innerHTML;
    }
  }

  // ---- the whole screen

  toggleWhole() {
    const player = this.part("player");
    if (document.fullscreenElement || "whole" in player.dataset) this.shrink();
    else if (player.requestFullscreen) player.requestFullscreen().catch(() => this.spread());
    else this.spread();
  }

  // Phones without full screen: the window at least.
  spread() {
    this.part("player").dataset.whole = "";
    this.drawWhole();
  }

  shrink() {
    delete this.part("player").dataset.whole;
    if (document.fullscreenElement) document.exitFullscreen();
    this.drawWhole();
  }

  drawWhole() {
    const player = this.part("player");
    const isWhole = document.fullscreenElement === player || "whole" in player.dataset;
    const button = this.part("whole");
    button.setAttribute("aria-pressed", String(isWhole));
    button.textContent = isWhole ? words.smaller : words.whole;
  }

  later(milliseconds, act) {
    this.timers.push(setTimeout(act, milliseconds));
  }
}

// A form is another one at each look, by its secret numbers: replaced without need, it would lose a tap.
const told = (part) => part.innerHTML.replace(/(<input type="hidden"[^>]*value=")[^"]*/g, "$1").trim();

function leavePage(root) {
  if (window.opener) window.close();
  else location.assign(root.dataset.back);
}

// Without a card here, what was refused is said above the page all the same.
function tellPage(title, text) {
  const notice = Object.assign(document.createElement("p"), { className: "notice notice--warning" });
  notice.setAttribute("role", "status");
  document.getElementById("main").prepend(notice);
  notice.textContent = title ? `${title}\u00a0: ${text}` : text;
}

const replay = new Replay(outbox, {
  sent(attempt) {
    for (const card of cards.filter((each) => each.attempt === attempt)) {
      card.isSaved = true;
      card.count(card.pending, false);
      card.refresh();
    }
  },
  refused(entry, message) {
    const card = cards.find((each) => each.attempt === entry.attempt);
    if (card) card.note(message || words.refused);
    else tellPage(entry.title, message || words.refused);
  },
  failed(isOut) {
    for (const card of cards) card.count(card.pending, isOut);
  },
});

addEventListener("message", (event) => {
  const card = cards.find((each) => each.hears(event));
  if (card && typeof event.data?.type === "string") card.hear(event.data);
});
// A window apart, another tab: the step may be done there.
if (channel) channel.onmessage = ({ data }) => cards.find((each) => each.id === data)?.look();
addEventListener("online", () => {
  for (const { frame, origin } of cards) frame?.contentWindow.postMessage({ type: "palier:flush" }, origin);
});

for (const root of document.querySelectorAll("[data-package]")) {
  if (root.querySelector("[data-package-player]")) cards.push(new Card(root));
}
for (const card of cards) {
  if (card.isPage) card.open(false);
  else card.count();
}
replay.drain();
