"""The questions of a package activity: how hard each is, and what is answered to it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from courses.activities.package import percent
from learners.models import Attempt, Interaction
from learners.package_report import Report, middle
from media.models import PackageVersion

MOST_ANSWERS = 5
FEW = 3
"""Fewer people say nothing about how hard a question is."""
MOST_PARTS = 200
"""Parts of a version by which questions are ordered: the longest real ones have a hundred."""

Result = Interaction.Result

_YES, _NO = _("vrai"), _("faux")
_TRUE_FALSE = {"true": _YES, "t": _YES, "1": _YES, "false": _NO, "f": _NO, "0": _NO}
_MARKS = re.compile(r"\{(?:case_matters|order_matters|lang)=[A-Za-z-]{1,20}\}")


@dataclass(frozen=True)
class Given:
    """An answer in its words, and how many attempts ended with it."""

    text: str
    result: str
    count: int


@dataclass(frozen=True)
class ShownAnswer:
    """One answer of one attempt."""

    said: Interaction
    label: str
    part: str

    @property
    def response(self) -> str:
        return in_words(self.said.response, self.said.kind)

    @property
    def expected(self) -> str:
        return in_words(self.said.expected, self.said.kind)


@dataclass(frozen=True)
class ShownAttempt:
    attempt: Attempt
    answers: list[ShownAnswer]

    @property
    def percent(self) -> int | None:
        score = self.attempt.score_scaled
        return None if score is None else percent(score)


@dataclass
class Question:
    key: str
    number: int
    label: str
    part: str
    kind: str
    expected: str
    people: int
    centiseconds: float | None = None
    judged: int = 0
    """People whose first answer was right or wrong."""
    right_at_once: int = 0
    given: list[Given] = field(default_factory=list)
    others: int = 0
    """Attempts that ended with an answer that is not listed."""

    @property
    def is_hard(self) -> bool:
        return self.judged >= FEW and self.right_at_once * 2 < self.judged


def grouped_questions(report: Report) -> QuerySet[Any, Any]:
    """Return one row a question, in the order in which it is asked."""
    return (
        report.interactions.values("key")
        .annotate(
            part=Min(rank_of_part(report.version)),
            rank=Min("position"),
            first=Min("pk"),
            last=Max("pk"),
            last_named=Max("pk", filter=~Q(label="")),
            people=Count("attempt__enrolment", distinct=True),
            said=Count("pk"),
        )
        .order_by("part", "rank", "first")
    )


def rank_of_part(version: PackageVersion, prefix: str = "") -> Case | F:
    """Questions count from zero in each part: the manifest knows which part comes first."""
    ranks = enumerate(list(part_titles(version))[:MOST_PARTS])
    whens = [When(**{f"{prefix}key__startswith": f"{part}#"}, then=Value(n)) for n, part in ranks]
    if not whens:
        # PostgreSQL takes a constant there for the number of a column.
        return F(f"{prefix}position")
    return Case(*whens, default=Value(MOST_PARTS), output_field=IntegerField())


def questions_in(
    report: Report, rows: Sequence[Mapping[str, Any]], *, start: int = 1
) -> list[Question]:
    """Return the questions of one page, numbered from `start`: four queries."""
    words = Interaction.objects.in_bulk([row["last_named"] or row["last"] for row in rows])
    titles = part_titles(report.version)
    questions = {
        row["key"]: _question(words[row["last_named"] or row["last"]], row, number)
        for number, row in enumerate(rows, start=start)
    }
    asked = report.interactions.filter(key__in=questions)
    for key, judged, right in _first_tries(asked):
        questions[key].judged, questions[key].right_at_once = judged, right
    _add_given(questions, asked)
    for key, centiseconds in middle(asked, "centiseconds", by="key").items():
        questions[key].centiseconds = centiseconds
    for question in questions.values():
        question.part = part_of(question.key, titles)
    return list(questions.values())


def _question(words: Interaction, row: Mapping[str, Any], number: int) -> Question:
    return Question(
        key=words.key,
        number=number,
        label=label_of(words.key, words.label),
        part="",
        kind=words.kind,
        expected=in_words(words.expected, words.kind),
        people=row["people"],
        others=row["said"],
    )


def label_of(key: str, label: str) -> str:
    """Return the question, or the name that its author's tool gave it; "" for H5P without one."""
    _part, is_scorm, name = key.partition("#")
    return label or (name.replace("_", " ").strip() if is_scorm else "")


def in_words(answer: str, kind: str) -> str:
    """Return an answer of SCORM without its marks: H5P's come in words already."""
    if kind == "true-false" and (word := _TRUE_FALSE.get(answer.strip().lower())):
        return str(word)
    return _MARKS.sub("", answer).replace("[,]", " ; ").replace("[.]", " → ").strip()


def part_titles(version: PackageVersion) -> dict[str, str]:
    """Return the titles of the parts, where there are several to tell apart."""
    parts = {item["id"]: str(item.get("title", "")) for item in version.items if item.get("href")}
    return parts if len(parts) > 1 else {}


def part_of(key: str, titles: Mapping[str, str]) -> str:
    return titles.get(key.partition("#")[0], "")


def _first_tries(asked: QuerySet[Interaction]) -> Iterable[tuple[str, int, int]]:
    """Return the key, who was judged and who was right, the first time that each met it."""
    earlier = Interaction.objects.filter(
        key=OuterRef("key"),
        attempt__enrolment=OuterRef("attempt__enrolment"),
        attempt__activity_id=OuterRef("attempt__activity_id"),
        attempt__number__lt=OuterRef("attempt__number"),
    )
    first = asked.filter(~Exists(earlier.order_by())).exclude(first_result=Result.NEUTRAL)
    right = Count("pk", filter=Q(first_result=Result.CORRECT))
    return first.values("key").annotate(n=Count("pk"), right=right).values_list("key", "n", "right")


def _add_given(questions: Mapping[str, Question], asked: QuerySet[Interaction]) -> None:
    """Add the answers that are given most; the others are counted."""
    grouped = (
        asked.values("key", "response", "result")
        .annotate(count=Count("pk"))
        .annotate(
            rank=Window(
                RowNumber(),
                partition_by="key",
                order_by=[F("count").desc(), F("response").asc(), F("result").asc()],
            ),
        )
        .filter(rank__lte=MOST_ANSWERS)
        .order_by("key", "rank")
    )
    for key, text, result, count in grouped.values_list("key", "response", "result", "count"):
        question = questions[key]
        question.given.append(Given(in_words(text, question.kind), result, count))
        question.others -= count


def shown_attempt(attempt: Attempt) -> ShownAttempt:
    """Return the attempt with its answers (from `attempts_of`) in the order of its version."""
    titles = part_titles(attempt.version)
    ranks = {part: number for number, part in enumerate(titles)}
    answers = sorted(
        attempt.interactions.all(),
        key=lambda each: (
            ranks.get(each.key.partition("#")[0], len(ranks)),
            each.position,
            each.pk,
        ),
    )
    return ShownAttempt(
        attempt,
        [
            ShownAnswer(each, label_of(each.key, each.label), part_of(each.key, titles))
            for each in answers
        ],
    )
