"""How a rule of the matrix is written: who may, what is asked, what answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.architecture.world import ANONYMOUS, ROLES, World

EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {ANONYMOUS}
NOBODY: frozenset[str] = frozenset()
FOUNDER = frozenset({"founder"})
FOUNDERS = frozenset({"founder", "other_founder"})
COUNSELLOR = frozenset({"counsellor"})
COUNSELLORS = frozenset({"counsellor", "other_counsellor"})
TRAINER = frozenset({"trainer"})
SESSION_TEAM = frozenset({"trainer", "counsellor"})
PRESCRIBER = frozenset({"prescriber"})
STRUCTURE = frozenset({"structure_member"})
ADMINISTRATOR = frozenset({"administrator"})

Arguments = dict[str, Any]


def nothing(world: World) -> Arguments:
    return {}


@dataclass(frozen=True)
class Rule:
    """`ok` is what those of `by` get; `refused` and `anonymous`, what the others get."""

    by: frozenset[str]
    args: Callable[[World], Arguments] = nothing
    data: Callable[[World], Arguments] | None = None
    """What is posted; None for a page that is only looked at."""
    ok: frozenset[int] = frozenset({200})
    refused: int = 404
    anonymous: int = 302


def look(by: frozenset[str], args: Callable[[World], Arguments] = nothing, *ok: int) -> Rule:
    return Rule(by, args, ok=frozenset(ok or {200}))


def post(
    by: frozenset[str],
    args: Callable[[World], Arguments] = nothing,
    data: Callable[[World], Arguments] = nothing,
    *,
    ok: tuple[int, ...] = (302,),
) -> Rule:
    return Rule(by, args, data, ok=frozenset(ok))


def absent() -> Rule:
    """Not there at all, outside the demonstration."""
    return Rule(NOBODY, anonymous=404)


def fixed(**arguments: Any) -> Callable[[World], Arguments]:
    return lambda _world: arguments
