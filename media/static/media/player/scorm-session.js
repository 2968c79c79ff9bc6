// One SCO in one sitting: what it says, whole, whatever the API thinks of its length.

const page = JSON.parse(document.getElementById("launch").textContent);
const is12 = page.version === "1.2";
const TRUE = "true";
// What the API refuses only because it is longer, or less plain, than the standard asks for.
const TOO_MUCH = is12 ? "405" : "406";

const NAMES = is12
  ? {
      window: "API",
      calls: ["Initialize", "Finish", "GetValue", "SetValue", "Commit", "GetLastError",
        "GetErrorString", "GetDiagnostic"].map((call) => `LMS${call}`),
      exit: "cmi.core.exit",
      time: "cmi.core.session_time",
      total: "cmi.core.total_time",
      entry: "cmi.core.entry",
      given: /^cmi\.(launch_data|comments_from_lms|student_data\.|core\.(student_|credit|entry|lesson_mode|total_time))/,
    }
  : {
      window: "API_1484_11",
      calls: ["Initialize", "Terminate", "GetValue", "SetValue", "Commit", "GetLastError",
        "GetErrorString", "GetDiagnostic"],
      exit: "cmi.exit",
      time: "cmi.session_time",
      total: "cmi.total_time",
      entry: "cmi.entry",
      given: /^cmi\.(launch_data|comments_from_lms|learner_(id|name)$|credit|entry|mode|total_time|completion_threshold|scaled_passing_score|max_time_allowed|time_limit_action)/,
    };
const MAY_BE_BLANK = /\.(location|suspend_data|description|comments?|learner_response|store)$/;
const [START, FINISH, GET, SET, COMMIT, ERROR] = NAMES.calls;

// crypto.randomUUID exists on https and localhost only.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

const clock = (hundredths) => {
  if (!is12) return `PT${(hundredths / 100).toFixed(2)}S`;
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const seconds = (hundredths / 100) % 60;
  const rest = seconds.toFixed(2).padStart(5, "0");
  return `${two(hundredths / 360000).padStart(4, "0")}:${two((hundredths / 6000) % 60)}:${rest}`;
};

function hundredths(time) {
  const parts = is12
    ? /^(\d+):(\d+):([\d.]+)$/.exec(time)
    : /^P(?:.*T)?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(time);
  if (!parts) return 0;
  const [hours, minutes, seconds] = parts.slice(1).map((each) => Number(each || 0));
  return Math.round((hours * 3600 + minutes * 60 + seconds) * 100);
}

// Numbers and times as authoring tools really write them.
function tidy(name, value) {
  if (/(score\.(raw|min|max|scaled)|progress_measure|weighting)$/.test(name)) {
    return /^\s*-?\d+(,\d+)?\s*$/.test(value) ? value.trim().replace(",", ".") : value;
  }
  const time = is12 && /(session_time|latency)$/.test(name) && /^(\d+):(\d+):(\d+)(\.\d+)?$/.exec(value);
  if (!time) return value;
  const [hours, minutes, seconds] = time.slice(1, 4).map((each) => each.padStart(2, "0"));
  return `${hours}:${minutes}:${seconds}${(time[4] || "").slice(0, 3)}`;
}

class Session {
  constructor(item, api, values) {
    this.item = item;
    this.api = api;
    this.id = newId();
    // What is longer than the API takes: it holds a part, this holds all. Nothing is ever cut.
    this.whole = new Map();
    this.isDirty = false;
    this.isOver = false;
    this.startedAt = null;
    const small = Object.entries(values).map(([name, value]) => [name, this.fit(name, value)]);
    api.loadFromFlattenedJSON(Object.fromEntries(small));
  }

  get isLive() {
    return this.startedAt !== null && !this.isOver;
  }

  begin(argument) {
    const done = this.api[START](argument);
    if (done !== TRUE) return done;
    this.startedAt = performance.now();
    draw();
    return done;
  }

  get(name) {
    const value = this.api[GET](name);
    return this.whole.has(name) && value !== "" ? this.whole.get(name) : value;
  }

  set(name, value) {
    const text = tidy(name, String(value ?? ""));
    let done = this.api[SET](name, text);
    if (done === TRUE) this.whole.delete(name);
    else if (this.api[ERROR]() === TOO_MUCH) done = this.squeeze(name, text);
    if (done === TRUE) this.isDirty = true;
    if (done === TRUE && isLeaving) queueMicrotask(() => this.save());
    return done;
  }

  squeeze(name, text) {
    if (text === "") return MAY_BE_BLANK.test(name) ? this.wipe(name) : "false";
    const before = this.whole.get(name);
    const small = this.fit(name, text);
    if (small !== text && this.api[SET](name, small) === TRUE) return TRUE;
    if (before === undefined) this.whole.delete(name);
    else this.whole.set(name, before);
    return "false";
  }

  // A text may be wiped, whatever scorm-again says of it in 2004.
  wipe(name) {
    this.whole.set(name, "");
    this.api[GET]("cmi._version"); // which leaves no error behind
    return TRUE;
  }

  fit(name, text) {
    const room = name === "cmi.suspend_data" ? 64_000 : 250;
    let small = text.slice(0, room);
    if (name.endsWith(".id")) small = small.normalize("NFD").replace(/[^\x21-\x7e]/g, "_");
    if (small !== text) this.whole.set(name, text);
    return small;
  }

  // Called for each commit of the SCO, for autocommits and at the end.
  keep(flat, isFinal) {
    if (!isFinal && !this.isDirty) return;
    const values = {};
    for (const [name, value] of new Map([...Object.entries(flat), ...this.whole])) {
      const isOurs = typeof value === "string" && value !== "" && !NAMES.given.test(name);
      if (isOurs) values[name] = value;
    }
    // Some never say how long it took, or say zero.
    if (!/[1-9]/.test(values[NAMES.time] || "")) {
      values[NAMES.time] = clock((performance.now() - this.startedAt) / 10);
    }
    this.isDirty = false;
    this.item.values = values;
    for (const name of Object.keys(values)) this.item.names.add(name);
    this.item.session = hundredths(values[NAMES.time]);
    judge(this.item, values);
    commit(this.item, this.id, values, isFinal);
    draw();
  }

  save() {
    if (this.isLive && this.isDirty) this.keep(this.flat(), isLeaving);
  }

  // The SCO may still speak: it is asked nothing, and what it says later is sent as well.
  leave() {
    if (!this.isLive) return;
    const flat = this.flat();
    if (!flat[NAMES.exit] && !isDone(this.item)) flat[NAMES.exit] = "suspend";
    this.keep(flat, true);
  }

  finish(argument = "") {
    if (this.isOver) return this.api[FINISH](argument);
    const done = this.api[FINISH](argument);
    this.isOver = this.startedAt !== null && done === TRUE;
    if (this.isOver) {
      this.exit = this.item.values[NAMES.exit] || "";
      this.item.total += this.item.session || 0;
      this.item.session = 0;
      course.finished(this);
    }
    return done;
  }

  flat() {
    return this.api.renderCommitCMI(true);
  }
}
