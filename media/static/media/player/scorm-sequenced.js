// A way through the parts by the sequencing of SCORM 2004: scorm-again decides, we show.

// Only what differs from the state before the first part: it must fit a request that outlives us.
function lessen(now, then) {
  if (JSON.stringify(now) === JSON.stringify(then)) return undefined;
  const areLists = Array.isArray(now) && Array.isArray(then) && now.length === then.length;
  const areMaps = [now, then].every((each) => each && typeof each === "object" && !Array.isArray(each));
  if (!areLists && !areMaps) return { is: now };
  const found = {};
  for (const name of Object.keys({ ...then, ...now })) {
    const less = lessen(now[name] ?? null, then[name] ?? null);
    if (less) found[name] = less;
  }
  return { of: found };
}

function restore(less, then) {
  if (less === undefined) return then;
  if ("is" in less) return less.is;
  const whole = Array.isArray(then) ? [...then] : { ...then };
  for (const [name, each] of Object.entries(less.of)) whole[name] = restore(each, then?.[name]);
  return whole;
}

class Sequenced {
  constructor() {
    this.current = null;
    this.delivered = null;
    this.hasEnded = "";
    this.api = newApi({
      sequencing: {
        activityTree: page.tree,
        eventListeners: {
          onActivityDelivery: (activity) => { this.delivered = activity; },
          onSequencingSessionEnd: ({ reason }) => { this.hasEnded = reason; },
        },
      },
    });
    this.pristine = this.whole();
  }

  get service() {
    return this.api.getSequencingService();
  }

  get process() {
    return this.service.getOverallSequencingProcess();
  }

  whole() {
    const state = JSON.parse(this.api.serializeSequencingState());
    const clean = (name, value) => (name === "timestamp" || name === "adlNavState" ? undefined : value);
    return JSON.parse(JSON.stringify(state, clean));
  }

  state() {
    return lessen(this.whole(), this.pristine) ?? {};
  }

  start() {
    if (page.state?.of && this.resume()) return;
    const isOn = this.api.processNavigationRequest("start") && this.delivered;
    // A package without flow waits for a choice: its first part is the one that everybody makes.
    if (!isOn) order.some((item) => this.api.processNavigationRequest("choice", item.id));
    if (this.delivered) this.open();
    else fallBack();
  }

  resume() {
    const state = restore(page.state, this.pristine);
    state.timestamp = new Date().toISOString();
    if (state.sequencing) state.sequencing.timestamp = state.timestamp;
    if (!this.api.deserializeSequencingState(JSON.stringify(state))) return false;
    for (const item of playable) item.attempts = this.activity(item)?.attemptCount ?? 0;
    // She may have left at any moment: what was open is taken up as if it had been suspended.
    if (state.currentActivityId) this.api.processNavigationRequest("suspendAll");
    this.delivered = null;
    this.hasEnded = "";
    this.api.processNavigationRequest("resumeAll");
    if (this.delivered) this.open();
    return Boolean(this.current);
  }

  activity(item) {
    return this.api.getSequencingState().rootActivity && findActivity(this.api, item.id);
  }

  open() {
    const activity = this.delivered;
    this.delivered = null;
    const item = byId.get(activity.id);
    const isFresh = activity.attemptCount !== item.attempts;
    item.attempts = activity.attemptCount;
    this.api.reset();
    show(item, this.api, isFresh);
  }

  reason(item) {
    return this.process.predictChoiceEnabled(item.id) ? "" : words.closed;
  }

  // Without flow there is no next part; where a choice is allowed, the one beside it is one.
  beside(request) {
    const item = order[order.indexOf(this.current) + (request === "continue" ? 1 : -1)];
    return item && !this.reason(item) ? item : null;
  }

  flows(request) {
    if (request === "previous") return this.process.predictPreviousEnabled();
    return this.process.predictContinueEnabled();
  }

  can(request) {
    if (!this.flows(request)) return Boolean(this.beside(request));
    return !this.api.previewNavigationRequest(request).endSequencingSession;
  }

  hides(request) {
    const hidden = this.process.getEffectiveHideLmsUi(this.service.getSequencingState().currentActivity);
    return hidden.includes(request);
  }

  go(request) {
    if (this.flows(request)) this.ask(request);
    else this.ask("choice", this.beside(request).id);
  }

  ask(request, target) {
    if (session?.isLive) {
      this.api.adl.nav.request = target ? `{target=${target}}choice` : request;
      unload();
    } else {
      unload();
      this.api.processNavigationRequest(request, target);
    }
    this.settle();
  }

  choose(item) {
    const reason = this.reason(item);
    if (reason) return tell(reason);
    return this.ask("choice", item.id);
  }

  finished(ended) {
    if (isUnloading || isLeaving) return;
    setTimeout(() => this.follow(ended));
  }

  // The SCO ended by itself: where its request or the rules lead, or on to the next part.
  follow({ item, exit }) {
    if (this.current !== item || session.item !== item) return;
    const goesOn = !this.delivered && !this.hasEnded && exit !== "suspend" && isDone(item);
    if (goesOn && playable.length > 1 && this.can("continue")) return this.go("continue");
    if (!this.delivered && !this.hasEnded) return draw();
    unload();
    return this.settle();
  }

  settle() {
    if (this.delivered) this.open();
    else if (this.hasEnded && playable.length === 1) draw();
    else stop(this.hasEnded === "end_of_content" ? words.over : words.left);
  }

  again() {
    this.hasEnded = "";
    if (!this.service.getSequencingState().isInitialized) this.service.createSequencingProcesses();
    const wasOpen = this.api.processNavigationRequest("resumeAll") && this.delivered;
    if (!wasOpen) this.api.processNavigationRequest("start");
    if (!this.delivered) this.api.processNavigationRequest("choice", this.current.id);
    if (this.delivered) this.open();
    else fallBack();
  }
}

function findActivity(api, id) {
  const search = (activity) =>
    activity.id === id ? activity : activity.children.map(search).find(Boolean);
  return search(api.getSequencingState().rootActivity);
}
