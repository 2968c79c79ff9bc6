// A voice, recorded in the page: nothing leaves the device before « Garder ».

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const GRACE = 1.5; // who is still talking may conclude
const SOON = 10;

class Recorder {
  constructor(place) {
    this.place = place;
    this.words = place.dataset;
    this.seconds = Number(this.words.seconds);
    this.form = place.closest("form");
    this.input = document.getElementById(this.words.input);
    for (const name of ["time", "left", "status", "preview", "start", "stop", "keep", "throw"]) {
      this[`$${name}`] = place.querySelector(`[data-recorder-${name}]`);
    }
    this.bar = place.querySelector("progress");
    this.$start.addEventListener("click", () => this.start());
    this.$stop.addEventListener("click", () => this.recorder.stop());
    this.$keep.addEventListener("click", () => this.keep());
    this.$throw.addEventListener("click", () => this.discard());
    addEventListener("online", () => this.waits && this.keep());
    addEventListener("beforeunload", (event) => this.blob && event.preventDefault());
    addEventListener("pagehide", () => this.release());
    place.hidden = false;
    // Here one records on the page: the field is for a sound that is there already.
    this.input.removeAttribute("capture");
  }

  say(name) {
    this.$status.textContent = name && this.words[name];
  }

  show(...names) {
    for (const name of ["start", "stop", "keep", "throw", "time", "preview"]) this[`$${name}`].hidden = !names.includes(name);
  }

  async start() {
    this.show("start");
    this.say("");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: 48_000 });
    } catch (error) {
      this.release();
      this.say(["NotFoundError", "NotReadableError"].includes(error.name) ? "absent" : "refused");
      this.input.focus();
      return;
    }
    const parts = [];
    this.recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.recorder.addEventListener("stop", () => this.stopped(new Blob(parts, { type: this.recorder.mimeType })));
    this.recorder.start(1000);
    this.since = performance.now();
    this.told = new Set();
    this.clock = setInterval(() => this.tick(), 250);
    this.show("stop", "time");
    this.say("recording");
    this.tick();
    this.$stop.focus();
  }

  tick() {
    const passed = (performance.now() - this.since) / 1000;
    const left = Math.max(0, Math.ceil(this.seconds - passed));
    this.bar.value = Math.min(passed, this.seconds);
    this.$left.textContent = left ? this.words.left.replace("%s", left) : this.words.over;
    if (left <= SOON) this.tell(left ? "soon" : "over");
    if (passed >= this.seconds * GRACE) this.recorder.stop();
  }

  // Spoken twice at most: a voice that counts down would be recorded too.
  tell(name) {
    if (!this.told.has(name)) this.say(name);
    this.told.add(name);
  }

  stopped(blob) {
    this.release();
    this.blob = blob;
    this.$preview.src = URL.createObjectURL(blob);
    this.show("keep", "throw", "preview");
    this.say("ready");
    this.$keep.focus();
  }

  release() {
    clearInterval(this.clock);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  discard() {
    URL.revokeObjectURL(this.$preview.src);
    this.$preview.removeAttribute("src");
    this.blob = null;
    this.waits = false;
    this.input.value = "";
    this.show("start");
    this.say("thrown");
    this.$start.focus();
  }

  get file() {
    const ending = this.blob.type.includes("mp4") ? "m4a" : this.blob.type.includes("ogg") ? "ogg" : "webm";
    return new File([this.blob], `voix.${ending}`, { type: this.blob.type });
  }

  keep() {
    if (this.form.dataset.autosave) return this.send();
    const carrier = new DataTransfer();
    carrier.items.add(this.file);
    this.input.files = carrier.files;
    this.blob = null;
    this.show("start", "preview");
    return this.say("chosen");
  }

  // The words of the form go along. Sent again by the same number, it counts once.
  async send() {
    this.number ??= crypto.randomUUID();
    const data = new FormData(this.form);
    data.set(this.input.name, this.file);
    data.set("statement_id", this.number);
    this.$keep.disabled = true;
    this.say("sending");
    try {
      const response = await fetch(this.form.action, {
        method: "POST",
        body: data,
        redirect: "manual",
        headers: { Accept: "application/json" },
      });
      await this.answered(response);
    } catch {
      this.waits = true;
      this.say("offline");
    }
    this.$keep.disabled = false;
  }

  // Signing in again elsewhere changes the token.
  async renewToken() {
    const page = await fetch(location.href, { headers: { "Sec-Purpose": "prefetch", Purpose: "prefetch" } });
    const seen = new DOMParser().parseFromString(await page.text(), "text/html");
    const fresh = seen.querySelector("[name=csrfmiddlewaretoken]");
    if (fresh && seen.body.dataset.user === document.body.dataset.user) this.form.elements.csrfmiddlewaretoken.value = fresh.value;
  }

  async answered(response) {
    this.waits = false;
    if (response.ok) {
      this.blob = null;
      location.hash = this.form.parentElement.id;
      location.reload();
    } else if ([409, 422].includes(response.status)) {
      this.number = null;
      this.$status.textContent = (await response.json()).message;
    } else if (response.type === "opaqueredirect" || response.status === 403) {
      this.say("signedOut");
      await this.renewToken();
    } else {
      throw new Error(String(response.status));
    }
  }
}

if (navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder) {
  for (const place of document.querySelectorAll("[data-recorder]")) new Recorder(place);
}
