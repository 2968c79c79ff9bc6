"""What the answers to a posture test come to: words, never figures, never an order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from competences.models import PostureProfile, PostureRun, PostureTest

OFTEN = 0.5
"""Chosen in half of the situations that allow it, a way of doing comes back often."""


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    profiles: tuple[int, ...]
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """One situation as she sees it, with what she chose."""

    id: str
    number: int
    text: str
    choices: tuple[Choice, ...]
    is_answered: bool


@dataclass(frozen=True)
class Portrait:
    """Ways of doing, in the order of their author: what comes back, what is there, the others."""

    often: tuple[PostureProfile, ...]
    sometimes: tuple[PostureProfile, ...]
    others: tuple[PostureProfile, ...]

    @cached_property
    def is_blank(self) -> bool:
        return not (self.often or self.sometimes)


def questions_of(
    test: PostureTest, answers: Mapping[str, list[str]] | None = None
) -> list[Question]:
    """Return the situations of `test`; ids are those of their blocks and outlive an edit."""
    given = answers or {}
    return [
        Question(
            id=str(block.id),
            number=number,
            text=block.value["question"],
            choices=tuple(_choices(block.value["answers"], set(given.get(str(block.id), [])))),
            is_answered=str(block.id) in given,
        )
        for number, block in enumerate(test.questions, start=1)
    ]


def _choices(answers: Any, chosen: set[str]) -> Iterable[Choice]:
    for item in answers.bound_blocks:
        # A way of doing that was deleted since is None.
        profiles = tuple(each.pk for each in item.value["profiles"] if each is not None)
        yield Choice(str(item.id), item.value["text"], profiles, str(item.id) in chosen)


def next_question(questions: Iterable[Question]) -> Question | None:
    return next((each for each in questions if not each.is_answered), None)


def portrait_of(run: PostureRun) -> Portrait:
    """Say which ways of doing come back in her answers. Several may, or none."""
    allowed: dict[int, int] = {}
    met: dict[int, int] = {}
    for question in questions_of(run.test, run.answers):
        for pk in {pk for choice in question.choices for pk in choice.profiles}:
            allowed[pk] = allowed.get(pk, 0) + 1
        for pk in {pk for choice in question.choices if choice.is_chosen for pk in choice.profiles}:
            met[pk] = met.get(pk, 0) + 1
    part = {pk: met.get(pk, 0) / count for pk, count in allowed.items()}
    # Answers spread thin still come to something: what comes back most.
    bar = min(OFTEN, max(part.values(), default=0))
    profiles = list(PostureProfile.objects.filter(pk__in=allowed))
    return Portrait(
        often=tuple(each for each in profiles if part[each.pk] and part[each.pk] >= bar),
        sometimes=tuple(each for each in profiles if 0 < part[each.pk] < bar),
        others=tuple(each for each in profiles if not part[each.pk]),
    )
