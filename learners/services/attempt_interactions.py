"""How each question of a package was answered: detail for who helps, never a module's end."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.activities.base import clean_text
from learners.models import Attempt, Interaction
from media.scorm import NotATime, Version, parse_time, read_number

Result = Interaction.Result

LONGEST = 20_000
MOST_QUESTIONS = 1_000
_NAMED = re.compile(r"cmi\.interactions\.(\d+)\.id")
_RESULTS = {
    "correct": Result.CORRECT,
    "wrong": Result.WRONG,
    "incorrect": Result.WRONG,
    "unanticipated": Result.WRONG,
}
_COLUMNS = (
    *("position", "kind", "label", "response", "expected", "result", "first_result"),
    *("score_scaled", "centiseconds", "tries", "answered_at"),
)


@dataclass(frozen=True)
class Answered:
    """One question as it was answered last; `tries` counts what this sending tells."""

    key: str
    position: int = 0
    kind: str = ""
    label: str = ""
    response: str = ""
    expected: str = ""
    result: str = Result.NEUTRAL
    first_result: str = Result.NEUTRAL
    score: float | None = None
    centiseconds: int | None = None
    tries: int = 1


def scorm_answers(version: Version, identifier: str, values: Mapping[str, str]) -> list[Answered]:
    """Return the interactions of a SCO; one written again under another index is one more try."""
    found: dict[str, Answered] = {}
    ranks = sorted(int(match[1]) for name in values if (match := _NAMED.fullmatch(name)))
    for rank in ranks:
        answered = _scorm_answer(version, identifier, values, rank, len(found))
        before = found.get(answered.key)
        if before is not None:
            answered = again(before, answered)
        found[answered.key] = answered
    return list(found.values())[:MOST_QUESTIONS]


def again(before: Answered, now: Answered) -> Answered:
    return Answered(
        **vars(now)
        | {
            "position": before.position,
            "first_result": before.first_result,
            "tries": before.tries + 1,
        }
    )


def _scorm_answer(
    version: Version, identifier: str, values: Mapping[str, str], rank: int, position: int
) -> Answered:
    prefix = f"cmi.interactions.{rank}"
    said = values.get(f"{prefix}.result", "")
    result = _RESULTS.get(said, Result.NEUTRAL)
    response = "student_response" if version == "1.2" else "learner_response"
    score = read_number(values, f"{prefix}.result")
    patterns = (values.get(f"{prefix}.correct_responses.{n}.pattern", "") for n in range(10))
    return Answered(
        key=f"{identifier}#{short(values[f'{prefix}.id'], 300)}"[:600],
        position=position,
        kind=short(values.get(f"{prefix}.type", ""), 40),
        label=short(values.get(f"{prefix}.description", "")),
        response=short(values.get(f"{prefix}.{response}", "")),
        expected=short("\n".join(filter(None, patterns))),
        result=result,
        first_result=result,
        score=score if score is not None and -1 <= score <= 1 else None,
        centiseconds=_length(values.get(f"{prefix}.latency", "")),
    )


def short(text: str, most: int = LONGEST) -> str:
    return clean_text(text)[:most]


def _length(said: str) -> int | None:
    try:
        return parse_time(said)
    except NotATime:
        return None


def keep_interactions(attempt: Attempt, found: Iterable[Answered], *, at: datetime) -> None:
    """Keep what a SCO says of all its questions, as often as it says it.

    Three queries at most, whatever their number. The caller holds the attempt.
    """
    answers = {each.key: each for each in found}
    if not answers:
        return
    known = {row.key: row for row in attempt.interactions.filter(key__in=answers)}
    new = [key for key in answers if key not in known]
    for key in new[_room(attempt) :] if new else ():
        del answers[key]
    rows = [_moved(known.get(each.key), each, attempt, at) for each in answers.values()]
    _write([row for row in rows if row is not None])


def add_try(attempt: Attempt, said: Answered, *, at: datetime, late: bool) -> None:
    """Keep one more answer to one question. The caller holds the attempt's part.

    A `late` one was given before what is kept: it is a try more, and changes nothing else.
    """
    known = attempt.interactions.filter(key=said.key).first()
    if known is None:
        if not _room(attempt):
            return
        row = _row(attempt, said.key, {**_facts(said), "answered_at": at})
    else:
        kept = _kept(known)
        facts = {} if late else {**_onward(known, said), "answered_at": at}
        row = _row(attempt, said.key, {**kept, **facts, "tries": known.tries + 1})
    _write([row])


def _room(attempt: Attempt) -> int:
    """Return how many questions more are kept: a package may name them without end."""
    return max(0, MOST_QUESTIONS - attempt.interactions.count())


def _moved(
    known: Interaction | None, said: Answered, attempt: Attempt, at: datetime
) -> Interaction | None:
    """Return the row to write; None when nothing new was said."""
    if known is None:
        return _row(attempt, said.key, {**_facts(said), "answered_at": at})
    differs = (known.response, known.result) != (said.response, said.result)
    tries = max(said.tries, known.tries + differs)
    before = _kept(known)
    now = {**before, **_onward(known, said), "tries": tries}
    return None if now == before else _row(attempt, said.key, {**now, "answered_at": at})


def _onward(known: Interaction, said: Answered) -> dict[str, Any]:
    """Return the new facts. The first result stays: later tries have seen the answer."""
    return {**_facts(said), "first_result": known.first_result, "position": known.position}


def _facts(said: Answered) -> dict[str, Any]:
    facts = {**vars(said), "score_scaled": said.score}
    return {name: facts[name] for name in _COLUMNS if name in facts}


def _kept(row: Interaction) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS}


def _row(attempt: Attempt, key: str, facts: dict[str, Any]) -> Interaction:
    return Interaction(attempt=attempt, key=key, **facts)


def _write(rows: list[Interaction]) -> None:
    Interaction.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["attempt", "key"],
        update_fields=_COLUMNS,
    )
