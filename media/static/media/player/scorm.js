// Plays a SCORM package: gives its SCOs the API of their version, and the person a way between them.
// Parts of one module, put together by media/player_scripts.py: link, scorm-session, then
// scorm-prerequisites (1.2) or scorm-sequenced (2004), then this one.

const { words } = page;
const isReview = page.mode === "review";
const isAlone = window.parent === window;
const AUTOCOMMIT_SECONDS = 20;

const part = (name) => document.querySelector(`[data-player="${name}"]`);
const say = (sentence, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sentence);

// ---- what is said of a part

const items = page.items.map((item) => {
  const own = Object.entries(item.cmi).filter(([name]) => !NAMES.given.test(name));
  return { ...item, attempts: 0, session: 0, values: Object.fromEntries(own),
    names: new Set(own.map(([name]) => name)), isAgain: false };
});
const byId = new Map(items.map((item) => [item.id, item]));
const playable = items.filter((item) => item.href);
const shown = playable.filter((item) => item.visible);
const order = shown.length ? shown : playable;
const isDone = (item) => item.completion === "completed" || item.success === "passed";

function descendants(item) {
  const children = items.filter((each) => each.parent === item.id);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

// In the words of SCORM 1.2, which prerequisites compare.
function statusOf(item) {
  if (!item.href) {
    const parts = descendants(item).filter((each) => each.href);
    if (parts.length && parts.every(isDone)) return "completed";
    return parts.some((each) => each.completion !== "unknown") ? "incomplete" : "not attempted";
  }
  if (item.success !== "unknown") return item.success;
  return item.completion === "unknown" ? "not attempted" : item.completion;
}

function inWords(item) {
  if (item.success === "passed") return words.passed;
  if (item.success === "failed") return words.failed;
  return words[item.completion];
}

// Never goes down by coming back: the house judges in the end, this is what the list shows.
function judge(item, values) {
  const status = values["cmi.core.lesson_status"];
  let completion = values["cmi.completion_status"];
  let success = values["cmi.success_status"];
  if (is12) {
    success = ["passed", "failed"].includes(status) ? status : "unknown";
    completion = success !== "unknown" || status === "completed" ? "completed" : "incomplete";
  } else {
    const reaches = (name, bar) => Number(values[name]) >= Number(item.cmi[bar]);
    if (item.cmi["cmi.completion_threshold"] && values["cmi.progress_measure"]) {
      const isEnough = reaches("cmi.progress_measure", "cmi.completion_threshold");
      completion = isEnough ? "completed" : "incomplete";
    }
    if (item.cmi["cmi.scaled_passing_score"] && values["cmi.score.scaled"]) {
      const isEnough = reaches("cmi.score.scaled", "cmi.scaled_passing_score");
      success = isEnough ? "passed" : "failed";
    }
  }
  if (completion === "completed" || item.completion === "unknown") {
    item.completion = completion === "completed" ? completion : "incomplete";
  }
  if (["passed", "failed"].includes(success) && item.success !== "passed") item.success = success;
}

let session = null;
let isLeaving = false;
let isUnloading = false;
let frame = null;

// What scorm-again would post is handed over instead: nothing goes out but through the link.
const hand = {
  reportsRequestCompletion: false,
  updateSettings() {},
  processHttpRequest(url, flat, isFinal) {
    session?.keep(flat, isFinal);
    return { result: TRUE, errorCode: 0 };
  },
};

function newApi(extra = {}) {
  const Api = is12 ? Scorm12API : Scorm2004API;
  return new Api({
    lmsCommitUrl: "#",
    httpService: hand,
    dataCommitFormat: "flattened",
    autocommit: true,
    autocommitSeconds: AUTOCOMMIT_SECONDS,
    enableOfflineSupport: false,
    asyncModeBeaconBehavior: "never",
    logLevel: "NONE",
    onLogMessage() {},
    ...extra,
  });
}

function expose() {
  const given = (value) => String(value ?? "");
  const api = {
    [START]: (argument) => (session ? session.begin(given(argument)) : "false"),
    [FINISH]: (argument) => (session ? session.finish(given(argument)) : "false"),
    [GET]: (name) => (session ? session.get(given(name)) : ""),
    [SET]: (name, value) => (session ? session.set(given(name), value) : "false"),
    [COMMIT]: (argument) => (session ? session.api[COMMIT](given(argument)) : "false"),
  };
  for (const call of NAMES.calls.slice(5)) {
    api[call] = (...values) => (session ? String(session.api[call](...values)) : "0");
  }
  if (!is12) api.version = "1.0";
  window[NAMES.window] = api;
}

// ---- the line to the house

const finals = new Set();
const link = PalierLink.open({
  attempt: page.attempt,
  token: page.token,
  app: page.app,
  after: page.sequence,
  told: { changed: drawState, saved },
});

// What the house was told last: of which part, in which sitting, and where she is.
const sent = { current: page.current, sequencing: "{}" };

function commit(item, sitting, values, isFinal) {
  // The house keeps what is not repeated: what is gone is said to be blank.
  const blank = Object.fromEntries([...item.names].map((name) => [name, ""]));
  const body = {
    item: item.id,
    session: sitting,
    values: { ...blank, ...values },
    final: isFinal,
    current: course.current.id,
  };
  const state = course.state();
  const sequencing = JSON.stringify(state);
  const moves = state && sequencing !== sent.sequencing;
  if (moves) body.sequencing = state;
  Object.assign(sent, { item, sitting, isFinal, current: body.current, sequencing });
  // A snapshot makes the earlier ones of its sitting useless, unless they carry the sequencing.
  const replaces = isFinal || moves ? "" : sitting;
  const text = (sequence) => JSON.stringify({ sequence, ...body });
  const sequence = link.send("commit", text, { replaces, part: `${item.id} ${sitting}` });
  if (isFinal) finals.add(sequence);
  if (isLeaving) link.leave();
}

// She went on since the last sending, to a part that said nothing yet.
function tellWhere() {
  if (!sent.item) return;
  const state = course.state();
  const moves = state && JSON.stringify(state) !== sent.sequencing;
  if (moves || sent.current !== course.current.id) {
    commit(sent.item, sent.sitting, sent.item.values, sent.isFinal);
  }
}

function saved(data, entry) {
  if (!finals.delete(entry.act)) return;
  const isWhole = playable.length === 1 || data.outcome?.completion === "completed";
  if (isWhole) link.say("ended", { outcome: data.outcome ?? null });
}

// ---- what a SCO starts from

// The same reading as `next_entry` of media/scorm/initial.py, for a part opened again here.
function entry({ values }) {
  const said = values[NAMES.exit];
  const status = values[is12 ? "cmi.core.lesson_status" : "cmi.completion_status"];
  const isOver = ["passed", "failed", "completed"].includes(status);
  const kept = values["cmi.suspend_data"] || values[is12 ? "cmi.core.lesson_location" : "cmi.location"];
  const isLeft = kept && !isOver && !["logout", "time-out"].includes(said);
  return said === "suspend" || isLeft ? "resume" : "";
}

function launchValues(item, isFresh) {
  if (!item.isAgain && !isFresh) return item.cmi;
  const given = Object.entries(item.cmi).filter(([name]) => NAMES.given.test(name));
  const values = { ...Object.fromEntries(given), [NAMES.total]: clock(item.total) };
  if (isFresh) return { ...values, [NAMES.entry]: "ab-initio" };
  for (const [name, value] of Object.entries(item.values)) {
    if (name !== NAMES.exit && name !== NAMES.time) values[name] = value;
  }
  return { ...values, [NAMES.entry]: entry(item) };
}

function show(item, api, isFresh) {
  session = new Session(item, api, launchValues(item, isFresh));
  item.isAgain = true;
  frame = document.createElement("iframe");
  frame.title = item.title;
  frame.allow = "fullscreen; autoplay; clipboard-write; encrypted-media";
  frame.addEventListener("load", () => loaded(item));
  frame.src = page.assets + item.href;
  part("panel").hidden = true;
  part("stage").append(frame);
  course.current = item;
  closeContents();
  draw();
}

function loaded(item) {
  try {
    frame.contentWindow.close = leaveSoon;
  } catch { /* it went to another origin: its own affair */ }
  if (item.kind !== "asset" || session.isOver) return;
  // An asset says nothing: it is done once it was seen.
  session.isOver = true;
  const name = is12 ? "cmi.core.lesson_status" : "cmi.completion_status";
  if (isDone(item)) return;
  item.values = { [name]: "completed" };
  judge(item, item.values);
  commit(item, session.id, item.values, true);
  draw();
}

// Its handlers of leaving run now, and may still save and end.
function unload() {
  isUnloading = true;
  frame?.remove();
  frame = null;
  if (session?.isLive) {
    if (!session.item.values[NAMES.exit] && !isDone(session.item)) {
      session.api[SET](NAMES.exit, "suspend");
    }
    session.finish();
  }
  isUnloading = false;
}

// ---- a way through the parts: by the list alone, or by the sequencing of SCORM 2004

class List {
  constructor() {
    this.current = null;
  }

  start() {
    const last = byId.get(page.current);
    const open = order.find((item) => !isDone(item) && !this.missing(item).length);
    this.choose((last?.href && last) || open || order[0]);
  }

  missing(item) {
    if (isReview || !item.prerequisites) return [];
    const { isMet, wanted } = prerequisites(item.prerequisites);
    return isMet ? [] : wanted.length ? wanted : [words.earlier];
  }

  reason(item) {
    const missing = this.missing(item);
    return missing.length ? say(words.missing, { titles: missing.join(", ") }) : "";
  }

  beside(by) {
    const at = order.indexOf(this.current);
    return at < 0 ? null : order[at + by] || null;
  }

  can(request) {
    return Boolean(this.beside(request === "continue" ? 1 : -1));
  }

  go(request) {
    const item = this.beside(request === "continue" ? 1 : -1);
    if (item) this.choose(item);
  }

  choose(item) {
    const reason = this.reason(item);
    if (reason) return tell(reason);
    unload();
    return show(item, newApi(), false);
  }

  finished({ item, exit }) {
    if (isUnloading || isLeaving) return;
    if (exit === "logout") setTimeout(leavePolitely);
    else if (exit !== "suspend" && isDone(item) && this.can("continue")) {
      const next = this.beside(1);
      if (!this.reason(next)) setTimeout(() => this.current === item && this.choose(next));
    }
  }

  hides(request) {
    return Boolean(this.current?.hide_ui?.includes(request));
  }

  state() {
    return null;
  }
}

// Sequencing that leads nowhere locks nobody out: the list does.
function fallBack() {
  course = new List();
  course.start();
}

// ---- what is seen

function draw() {
  if (!hasBar) return;
  drawContents();
  for (const request of ["previous", "continue"]) {
    const button = part(request);
    button.hidden = order.length < 2 || course.hides(request);
    button.setAttribute("aria-disabled", String(!course.can(request)));
  }
  part("title").textContent = course.current?.title ?? "";
}

function drawContents() {
  for (const row of part("list").children) {
    const item = byId.get(row.dataset.item);
    if (!item.href) continue;
    const button = row.firstElementChild;
    const reason = item === course.current ? "" : course.reason(item);
    button.setAttribute("aria-disabled", String(Boolean(reason)));
    if (item === course.current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    button.lastElementChild.textContent = [inWords(item), reason].filter(Boolean).join(" · ");
  }
}

function fillContents() {
  const hasShown = (item) => order.includes(item) || descendants(item).some((each) => order.includes(each));
  for (const item of items.filter((each) => (each.visible || order === playable) && hasShown(each))) {
    const row = document.createElement("li");
    row.dataset.item = item.id;
    row.dataset.depth = Math.min(item.depth, 3);
    const holder = document.createElement(item.href ? "button" : "span");
    const title = document.createElement("span");
    title.textContent = item.title;
    holder.append(title);
    if (item.href) {
      const state = document.createElement("small");
      holder.type = "button";
      holder.append(state);
      holder.addEventListener("click", () => {
        if (item === course.current && frame && !session.isOver) closeContents();
        else course.choose(item);
      });
    }
    row.append(holder);
    part("list").append(row);
  }
}

function drawState(count, isWaiting) {
  const state = part("state");
  if (!isAlone || link?.isSilent) return;
  state.hidden = false;
  state.textContent = count && isWaiting ? say(words.waiting, { count }) : count ? words.saving : words.saved;
}

function tell(sentence) {
  const message = part("message");
  message.textContent = sentence;
  message.hidden = !sentence;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { message.hidden = true; }, 8000);
}

function stop(sentence) {
  part("words").textContent = sentence;
  part("panel").hidden = false;
  part("panel").focus();
  draw();
}

function leavePolitely() {
  unload();
  link.flush();
  if (isAlone) closeWindow();
  stop(words.left);
}

// What a SCO says after it closed its window still counts.
function leaveSoon() {
  setTimeout(leavePolitely);
}

function again() {
  part("panel").hidden = true;
  if (course.again) course.again();
  else course.choose(course.current);
}

function openContents() {
  part("contents").hidden = false;
  part("toggle").setAttribute("aria-expanded", "true");
  (part("list").querySelector("[aria-current]") || part("list").querySelector("button"))?.focus();
}

function closeContents() {
  if (!hasBar || part("contents").hidden) return;
  const hadFocus = part("contents").contains(document.activeElement);
  part("contents").hidden = true;
  part("toggle").setAttribute("aria-expanded", "false");
  if (hadFocus) part("toggle").focus();
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

function press(request) {
  if (course.can(request)) course.go(request);
  else tell(request === "continue" ? words.last : words.first);
}

function wire() {
  part("bar").hidden = !hasBar;
  part("toggle").hidden = order.length < 2;
  part("full").hidden = !document.fullscreenEnabled;
  part("close").hidden = !isAlone;
  part("toggle").addEventListener("click", () =>
    part("contents").hidden ? openContents() : closeContents());
  part("full").addEventListener("click", fullScreen);
  part("close").addEventListener("click", leavePolitely);
  part("again").addEventListener("click", again);
  for (const request of ["previous", "continue"]) {
    part(request).addEventListener("click", () => press(request));
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeContents(); });
  document.addEventListener("fullscreenchange", () => {
    part("full").setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
  });
  window.addEventListener("pagehide", () => {
    isLeaving = true;
    session?.leave();
    tellWhere();
    link.leave();
  });
  window.addEventListener("pageshow", () => { isLeaving = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    session?.save();
    tellWhere();
    link.leave();
  });
}

const closeWindow = window.close.bind(window);
window.close = leaveSoon;
// A SCO could send the window that opened us elsewhere; the link keeps its own hold of it.
if (isAlone) window.opener = null;
const hasBar = order.length > 1 || isAlone;
let course = !is12 && !isReview && page.tree ? new Sequenced() : new List();
expose();
wire();
if (hasBar) fillContents();
course.start();
link.say("ready");
