// The prerequisites of SCORM 1.2: the same reading as media/scorm/prerequisites.py.

const STATUSES = ["passed", "completed", "browsed", "failed", "not attempted", "incomplete"];

// null is "cannot be told": it neither opens nor closes anything.
function prerequisites(script) {
  const tokens = script.match(/<>|[&|~=(){},*]|"[^"]*"|'[^']*'|[^\s&|~=<>(){},*"']+/g) || [];
  const wanted = new Set();
  const not = (truth) => (truth === null ? null : !truth);
  const take = (token) => tokens[0] === token && Boolean(tokens.shift());
  const atLeast = (count, truths) => {
    const known = truths.filter((truth) => truth !== null);
    if (!known.length) return null;
    return known.filter(Boolean).length >= Math.min(count, known.length);
  };
  const list = (read, mark) => {
    const truths = [read()];
    while (take(mark)) truths.push(read());
    return truths;
  };
  const either = () => atLeast(1, list(both, "|"));
  const both = () => {
    const truths = list(term, "&");
    return atLeast(truths.length, truths);
  };
  const group = () => {
    const truths = list(either, ",");
    take("}");
    return truths;
  };
  function term() {
    if (take("~")) return not(term());
    if (take("(")) {
      const truth = either();
      take(")");
      return truth;
    }
    if (take("{")) return ((truths) => atLeast(truths.length, truths))(group());
    const word = (tokens.shift() || "").replace(/^["']|["']$/g, "");
    if (/^\d+$/.test(word) && take("*")) return take("{") ? atLeast(Number(word), group()) : null;
    return compared(word);
  }
  function compared(name) {
    const differs = take("<>");
    const item = byId.get(name);
    if (!differs && !take("=")) {
      if (item && !["passed", "completed"].includes(statusOf(item))) wanted.add(item.title);
      return item ? ["passed", "completed"].includes(statusOf(item)) : null;
    }
    let said = (tokens.shift() || "").replace(/^["']|["']$/g, "").toLowerCase();
    if (take("attempted")) said += " attempted";
    const status = STATUSES.find((each) => each === said || each[0] === said);
    if (!item || !status) return null;
    if (!differs && statusOf(item) !== status) wanted.add(item.title);
    return differs ? statusOf(item) !== status : statusOf(item) === status;
  }
  return { isMet: either() !== false, wanted: [...wanted] };
}
