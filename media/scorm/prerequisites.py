"""The prerequisites of SCORM 1.2, an AICC script: read by rules, never evaluated as code.

S1 & ~S2          both: S1 is done, S2 is not
S1 | S2 = "c"     either: a status is compared, also by its first letter
2*{S1, S2, S3}    two of these at least
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

MAX_CHARS = 4_000
MAX_DEPTH = 40
STATUSES = ("passed", "completed", "browsed", "failed", "not attempted", "incomplete")
_TOKEN = re.compile(r"""\s*(<>|[&|~=(){},*]|"[^"]*"|'[^']*'|[^\s&|~=<>(){},*"']+)""")
_OPERATORS = {"<>", "&", "|", "~", "=", "(", ")", "{", "}", ",", "*"}
_DONE = {"passed", "completed"}

# None is "cannot be told", of an item that does not exist: it neither opens nor closes anything.
Truth = bool | None
Test = Callable[[Mapping[str, str]], Truth]


class Unreadable(ValueError):
    """The script is not one."""


def names_in(script: str) -> frozenset[str]:
    """Return the identifiers that a script names; raise `Unreadable`."""
    parser = _Parser(script)
    parser.parse()
    return frozenset(parser.names)


def prerequisites_met(script: str, statuses: Mapping[str, str]) -> bool:
    """Return whether an item is open, by the `lesson_status` of every item, by identifier.

    What cannot be read, and items that do not exist, lock nobody out.
    """
    if not script.strip():
        return True
    try:
        return _Parser(script).parse()(statuses) is not False
    except Unreadable:
        return True


@dataclass
class _Parser:
    script: str
    names: set[str] = field(default_factory=set)
    _tokens: list[str] = field(default_factory=list)
    _at: int = 0
    _depth: int = 0

    def parse(self) -> Test:
        self._tokens = list(_tokens(self.script))
        test = self._either()
        if self._at < len(self._tokens):
            raise Unreadable(f"unexpected {self._tokens[self._at]!r}")
        return test

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, token: str) -> bool:
        if self._next() != token:
            return False
        self._at += 1
        return True

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise Unreadable(f"expected {token!r}, found {self._next()!r}")

    def _either(self) -> Test:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        tests = [self._both()]
        while self._take("|"):
            tests.append(self._both())
        self._depth -= 1
        return tests[0] if len(tests) == 1 else _at_least(1, tests)

    def _both(self) -> Test:
        tests = [self._maybe_not()]
        while self._take("&"):
            tests.append(self._maybe_not())
        return tests[0] if len(tests) == 1 else _at_least(len(tests), tests)

    def _maybe_not(self) -> Test:
        negated = False
        while self._take("~"):
            negated = not negated
        test = self._term()
        return _not(test) if negated else test

    def _term(self) -> Test:
        if self._take("("):
            test = self._either()
            self._expect(")")
            return test
        if self._next() == "{":
            tests = self._set()
            return _at_least(len(tests), tests)
        word = self._word()
        if word.isdecimal() and self._take("*"):
            return _at_least(int(word[:6]), self._set())
        return self._compared(word)

    def _set(self) -> list[Test]:
        self._expect("{")
        tests = [self._either()]
        while self._take(","):
            tests.append(self._either())
        self._expect("}")
        return tests

    def _compared(self, name: str) -> Test:
        self.names.add(name)
        if self._take("="):
            return _has_status(name, self._status())
        if self._take("<>"):
            return _not(_has_status(name, self._status()))
        return _is_done(name)

    def _status(self) -> str:
        words = [self._word()]
        # `not attempted` is seen without its quotes.
        if self._next() == "attempted":
            words.append(self._word())
        said = " ".join(words).lower()
        found = next((status for status in STATUSES if said in {status, status[0]}), None)
        if found is None:
            raise Unreadable(f"{said!r} is not a status")
        return found

    def _word(self) -> str:
        token = self._next()
        if not token or token in _OPERATORS:
            raise Unreadable(f"expected a name, found {token!r}")
        self._at += 1
        return token.strip("\"'")


def _tokens(script: str) -> Iterator[str]:
    if len(script) > MAX_CHARS:
        raise Unreadable(f"more than {MAX_CHARS} characters")
    script = script.strip()
    at = 0
    while at < len(script):
        found = _TOKEN.match(script, at)
        if found is None:
            raise Unreadable(f"unexpected {script[at]!r}")
        yield found[1]
        at = found.end()


def _is_done(name: str) -> Test:
    return lambda statuses: statuses[name] in _DONE if name in statuses else None


def _has_status(name: str, status: str) -> Test:
    return lambda statuses: statuses[name] == status if name in statuses else None


def _not(test: Test) -> Test:
    def negation(statuses: Mapping[str, str]) -> Truth:
        truth = test(statuses)
        return None if truth is None else not truth

    return negation


def _at_least(wanted: int, tests: list[Test]) -> Test:
    """Return whether that many hold; what cannot be told is not asked for."""

    def counting(statuses: Mapping[str, str]) -> Truth:
        known = [truth for truth in (test(statuses) for test in tests) if truth is not None]
        return sum(known) >= min(wanted, len(known)) if known else None

    return counting
