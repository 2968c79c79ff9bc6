// Sends the files one after the other, then follows the worker that reads them.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 10000;
const MOST_FAILURES = 6;

class Sender {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.list = document.querySelector("[data-imports]");
    this.waiting = [];
    this.current = null;
    this.follower = new Follower(form.dataset.states, this.list, form.dataset.unfollowed);
    for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = true;
    for (const each of form.querySelectorAll("[data-with-script]")) each.hidden = false;
    this.input.addEventListener("change", () => {
      this.take(this.input.files);
      this.input.value = "";
    });
    this.listenToDrops(form.querySelector("[data-drop]"));
    window.addEventListener("beforeunload", (event) => {
      if (this.current || this.waiting.length) event.preventDefault();
    });
    this.follower.begin();
  }

  listenToDrops(zone) {
    const over = (isOver) => zone.classList.toggle("package-send__drop--over", isOver);
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    zone.addEventListener("dragleave", () => over(false));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      this.take(event.dataTransfer.files);
    });
  }

  take(files) {
    const chosen = [...files].slice(0, this.input.multiple ? files.length : 1);
    for (const file of chosen) this.waiting.push(new Sending(file, this));
    this.next();
  }

  next() {
    if (this.current || !this.waiting.length) return;
    this.current = this.waiting.shift();
    this.current.start();
  }

  ended(sending) {
    if (this.current === sending) this.current = null;
    this.waiting = this.waiting.filter((each) => each !== sending);
    this.next();
  }

  again(sending) {
    this.waiting.push(sending);
    this.next();
  }
}

class Sending {
  constructor(file, sender) {
    this.file = file;
    this.sender = sender;
    const { form, list } = sender;
    this.words = form.querySelector("template[data-words]").content;
    this.row = form.querySelector("template[data-sending]").content.firstElementChild.cloneNode(true);
    this.row.querySelector("[data-name]").textContent = file.name;
    this.bar = this.row.querySelector("progress");
    this.cancel = this.row.querySelector("[data-cancel]");
    this.retry = this.row.querySelector("[data-retry]");
    this.cancel.querySelector("button").addEventListener("click", () => this.stop());
    this.retry.querySelector("button").addEventListener("click", () => this.again());
    list.prepend(this.row);
    document.querySelector("[data-no-imports]").hidden = true;
  }

  word(name) {
    return this.words.querySelector(`[data-word=${name}]`).textContent;
  }

  say(text) {
    this.row.querySelector("[data-state]").textContent = text;
  }

  start() {
    const { form } = this.sender;
    if (this.file.size > Number(form.dataset.most)) {
      this.refuse(form.dataset.tooLarge);
      return;
    }
    this.say(this.word("sending"));
    this.bar.hidden = this.cancel.hidden = false;
    this.request = new XMLHttpRequest();
    this.request.open("POST", form.action);
    this.request.setRequestHeader("Accept", "application/json");
    this.request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) this.bar.value = (100 * event.loaded) / event.total;
    });
    this.request.upload.addEventListener("load", () => this.say(this.word("sent")));
    this.request.addEventListener("load", () => this.answered());
    this.request.addEventListener("error", () => this.fail(form.dataset.cut));
    this.request.addEventListener("abort", () => this.refuse(this.word("cancelled")));
    this.request.send(this.body(form));
  }

  body(form) {
    const body = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
    body.append("file", this.file);
    return body;
  }

  stop() {
    if (this.request) this.request.abort();
    else this.refuse(this.word("cancelled"));
  }

  again() {
    this.retry.hidden = true;
    this.row.classList.remove("package-import--refused");
    this.bar.value = 0;
    this.sender.again(this);
  }

  answered() {
    let said = null;
    try {
      said = JSON.parse(this.request.responseText);
    } catch {
      // A page of ours: the way to sign in, or an error.
    }
    const { form, follower } = this.sender;
    if (this.request.status === 202 && said) {
      follower.draw(said, this.row);
      follower.hurry();
      this.sender.ended(this);
    } else if (said?.message) {
      this.refuse(said.message);
    } else {
      const isAway = this.request.status === 403 || this.request.responseURL !== form.action;
      this.fail(isAway ? form.dataset.signedOut : form.dataset.cut);
    }
  }

  refuse(reason) {
    this.row.classList.add("package-import--refused");
    this.bar.hidden = this.cancel.hidden = true;
    this.say(reason);
    this.request = null;
    this.sender.ended(this);
  }

  fail(reason) {
    this.refuse(reason);
    this.retry.hidden = false;
  }
}

class Follower {
  constructor(url, list, lost) {
    this.url = url;
    this.list = list;
    this.lost = lost;
    this.wait = FIRST_WAIT;
    this.failures = 0;
    this.timer = null;
  }

  get running() {
    return [...this.list.querySelectorAll("[data-import]:not([data-import-over])")];
  }

  begin() {
    if (this.timer || !this.running.length) return;
    this.timer = setTimeout(() => this.ask(), this.wait);
  }

  hurry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.wait = FIRST_WAIT;
    this.begin();
  }

  async ask() {
    const query = new URLSearchParams(this.running.map((row) => ["id", row.dataset.import]));
    let hasMoved = false;
    try {
      const answer = await fetch(`${this.url}?${query}`, { headers: { Accept: "application/json" } });
      const said = await answer.json();
      for (const each of said.imports) hasMoved = this.draw(each) || hasMoved;
      this.failures = 0;
    } catch {
      this.failures += 1;
    }
    this.timer = null;
    this.wait = hasMoved ? FIRST_WAIT : Math.min(this.wait * 1.5, LONGEST_WAIT);
    if (this.failures >= MOST_FAILURES) this.giveUp();
    else this.begin();
  }

  // Returns whether there was anything new to show.
  draw(said, row = this.list.querySelector(`[data-import="${said.id}"]`)) {
    if (!row || row.drawn === said.html) return false;
    const drawn = document.createRange().createContextualFragment(said.html).firstElementChild;
    drawn.drawn = said.html;
    row.replaceWith(drawn);
    return true;
  }

  giveUp() {
    const note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.textContent = this.lost;
    this.list.prepend(note);
  }
}

const form = document.querySelector("[data-package-send]");
if (form) new Sender(form);
