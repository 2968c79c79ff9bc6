// Saves what a founder writes as she writes it. Each write has its own id: sent twice, it counts once.

import { Outbox, newId } from "./outbox.js";

const TYPING_PAUSE = 800;
const LONGEST_WAIT = 60_000;
const HEAVIEST = 20 * 1024 * 1024;

const words = document.getElementById("autosave-words").dataset;
const outbox = new Outbox(document.body.dataset.user);
const drafts = new Map();
const typing = new Map();
let sending = null;
let wait = 0;
let retry = 0;

class Draft {
  constructor(form) {
    this.form = form;
    this.key = outbox.key(form.action);
    this.status = form.querySelector("[data-status]");
    this.error = form.querySelector("[data-error]");
    this.versions = form.querySelector("[data-versions]");
    this.note = form.querySelector("[data-note]");
    this.result = form.parentElement.querySelector("[data-result]");
    this.answersBack = Boolean(this.result);
    if (!this.answersBack && !form.querySelector("[data-entries]")) form.querySelector(".actions").hidden = true;
    form.addEventListener("input", (event) => this.keep(event));
    form.addEventListener("change", (event) => event.target.type === "file" && this.submit());
    form.addEventListener("submit", (event) => this.submitted(event));
  }

  get body() {
    const data = new URLSearchParams(new FormData(this.form));
    for (const name of [...data.keys()]) {
      if (["csrfmiddlewaretoken", "statement_id", "version", "do"].includes(name) || name.startsWith("file-")) {
        data.delete(name);
      }
    }
    return data.toString();
  }

  keep(event) {
    if (event && event.target.type === "file") return;
    outbox.put(this.key, { id: newId(), url: this.form.action, body: this.body, at: Date.now() });
    // What was found at load is part of these words now.
    if (this.found) outbox.remove(this.found);
    this.found = null;
    this.say("saving", words.saving);
    clearTimeout(typing.get(this.key));
    // A calculation or a quiz waits for all of it: half an amount is no mistake.
    typing.set(this.key, setTimeout(() => this.rest(), this.answersBack ? TYPING_PAUSE * 2 : TYPING_PAUSE));
  }

  rest() {
    clearTimeout(typing.get(this.key));
    typing.delete(this.key);
    drain();
  }

  submitted(event) {
    const changesSheets = event.submitter?.name === "do" || this.hasFile();
    if (!changesSheets) {
      event.preventDefault();
      this.keep();
      this.rest();
    } else if (!navigator.onLine) {
      event.preventDefault();
      this.keep();
      this.say("offline", words.later);
    } else {
      this.leave();
    }
  }

  hasFile() {
    return [...this.form.querySelectorAll("[type=file]")].some((input) => input.files.length);
  }

  submit() {
    if (this.tooHeavy()) this.refuse(words.heavy);
    else if (this.hasFile()) this.form.requestSubmit();
  }

  // Said at once: on a slow network it would take minutes to be refused.
  tooHeavy() {
    const heavy = [...this.form.querySelectorAll("[type=file]")].filter((input) => input.files[0]?.size > HEAVIEST);
    for (const input of heavy) input.value = "";
    return heavy.length > 0;
  }

  // The page is sent as a whole: what waits is dropped once the server shows a newer version.
  leave() {
    const kept = outbox.get(this.key);
    if (!kept) return;
    outbox.put(this.key, { ...kept, leftAt: this.form.dataset.version });
    outbox.setAside(kept);
    clearTimeout(typing.get(this.key));
  }

  restore(entry) {
    if (entry.leftAt !== undefined && entry.leftAt !== this.form.dataset.version) return false;
    const data = new URLSearchParams(entry.body);
    for (const field of this.form.elements) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = data.getAll(field.name).includes(field.value);
      else if (field.matches("textarea, select, input[type=text]") && data.has(field.name)) field.value = data.get(field.name);
    }
    this.form.dispatchEvent(new Event("restored"));
    this.found = entry;
    this.say("saving", words.saving);
    return true;
  }

  say(state, text) {
    this.status.className = `autosave autosave--${state}`;
    this.status.textContent = text;
  }

  refuse(text) {
    this.error.querySelector("[data-error-text]").textContent = text;
    this.error.hidden = !text;
    if (text) this.say("offline", words.refused);
  }

  // What answers one question of several stands beside it, and is said again only if it changed.
  show(html) {
    this.result.innerHTML = html;
    for (const part of this.result.querySelectorAll("[data-goes-to]")) {
      const place = document.getElementById(part.dataset.goesTo);
      if (place.innerHTML.trim() !== part.innerHTML.trim()) place.innerHTML = part.innerHTML;
      part.remove();
    }
  }

  saved(answer) {
    this.form.dataset.version = answer.version;
    this.form.elements.version.value = answer.version;
    this.refuse("");
    this.versions.hidden = false;
    this.note.textContent = answer.note;
    this.note.hidden = !answer.note;
    if (this.result && !typing.has(this.key)) this.show(answer.html);
    if (!outbox.get(this.key)) this.say("saved", answer.saved);
  }
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

// Signing in again elsewhere changes the token; somebody else signing in changes everything.
async function renewToken() {
  const page = await fetch(location.href, { headers: { "Sec-Purpose": "prefetch", Purpose: "prefetch" } });
  const seen = new DOMParser().parseFromString(await page.text(), "text/html");
  if (page.redirected || seen.body.dataset.user !== document.body.dataset.user) return false;
  const fresh = seen.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = fresh;
  return true;
}

function post(entry, options = {}) {
  const form = [...drafts.values()].find((draft) => draft.form.action === entry.url)?.form;
  const data = new URLSearchParams(entry.body);
  data.set("statement_id", entry.id);
  data.set("age_ms", Math.max(0, Date.now() - entry.at));
  data.set("version", form ? form.dataset.version : "");
  return fetch(entry.url, {
    method: "POST",
    body: data,
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    ...options,
  });
}

async function send(entry) {
  let response = await post(entry);
  if (response.status === 403 && (await renewToken())) response = await post(entry);
  const draft = drafts.get(entry.key) ?? [...drafts.values()].find((each) => each.form.action === entry.url);
  if (response.ok) {
    outbox.remove(entry);
    draft?.saved(await response.json());
  } else if ([409, 422].includes(response.status)) {
    outbox.setAside(entry);
    draft?.refuse((await response.json()).message);
  } else if (response.type === "opaqueredirect" || [403, 404].includes(response.status)) {
    outbox.setAside(entry);
    draft?.say("offline", words.signedOut);
  } else {
    throw new Error(String(response.status));
  }
}

async function sendAll() {
  for (let entry = next(); entry; entry = next()) await send(entry);
}

function next() {
  return outbox.entries().find((entry) => !typing.has(entry.key));
}

function drain() {
  clearTimeout(retry);
  sending ??= sendAll()
    .then(() => { wait = 0; })
    .catch(() => {
      for (const entry of outbox.entries()) drafts.get(entry.key)?.say("offline", words.offline);
      wait = Math.min(LONGEST_WAIT, Math.max(2000, wait * 2));
      retry = setTimeout(drain, wait);
    })
    .finally(() => { sending = null; });
  return sending;
}

function hurry() {
  for (const key of [...typing.keys()]) drafts.get(key).rest();
}

// Nobody waits for this page any more: the same id goes again with the next one.
function leave() {
  for (const entry of outbox.entries().slice(0, 5)) {
    if (drafts.has(entry.key)) post(entry, { keepalive: true }).catch(() => {});
  }
}

// Waits for what is still being sent, though not for long, then lets the form go.
async function letGo(form) {
  hurry();
  await Promise.race([drain(), new Promise((done) => setTimeout(done, 3000))]);
  form.submit();
}

for (const form of document.querySelectorAll("[data-autosave]")) {
  const draft = new Draft(form);
  drafts.set(draft.key, draft);
}
for (const entry of outbox.all()) {
  const draft = [...drafts.values()].find((each) => each.form.action === entry.url);
  if (draft && !draft.restore(entry)) outbox.remove(entry);
}
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-flush]") && outbox.entries().length) {
    event.preventDefault();
    letGo(event.target);
  }
});
addEventListener("online", () => { wait = 0; drain(); });
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && hurry());
drain();
