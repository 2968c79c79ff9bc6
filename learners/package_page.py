"""What the page of a module shows of its packages: where she stands, what opening one costs."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from courses.activities.display import Play
from courses.models import Module
from learners.models import Enrolment
from learners.packages import PackageUse, uses_of
from learners.services.attempts import may_leave
from media.models import PackageVersion

POOR_NETWORK = 400_000
"""Bits a second."""
LONG = 10
"""Seconds from which a wait is announced."""
KILO, MEGA = 1000, 1_000_000


def plays_of(enrolment: Enrolment, module: Module) -> dict[UUID, Play]:
    """Return the packages of the module by activity: three queries, whatever there is."""
    uses = uses_of(enrolment, module)
    weights = _weights(uses)
    return {
        key: _play(enrolment, module, use, weights.get(_package_pk(use), 0))
        for key, use in uses.items()
    }


def _package_pk(use: PackageUse) -> int | None:
    chosen = use.activity.block["package"]
    return chosen.pk if chosen else None


def _weights(uses: Mapping[UUID, PackageUse]) -> dict[int | None, int]:
    """Return the bytes before the first screen of each package."""
    packages = {_package_pk(use) for use in uses.values()} - {None}
    if not packages:
        return {}
    current = PackageVersion.objects.filter(package__in=packages, pk=F("package__current"))
    return dict(current.values_list("package", "phone_weight"))


def _play(enrolment: Enrolment, module: Module, use: PackageUse, weight: int) -> Play:
    place = [enrolment.uuid, module.slug, use.activity.id]
    return Play(
        state=use.state,
        open_url=use.open_url,
        page_url=use.page_url,
        state_url=reverse("learners:package_state", args=place),
        token_url=use.token_url,
        replay_url=use.replay_url,
        attempt=str(use.last.uuid) if use.last else "",
        is_over=use.last is not None and may_leave(use.last),
        left=use.left,
        may_review=use.may_review,
        may_begin_again=use.may_begin_again,
        weight=weight_words(weight),
        wait=wait_words(weight),
    )


def weight_words(size: int) -> str:
    """Return « 480 Ko » or « 1,2 Mo »; "" when it is not known."""
    if not size:
        return ""
    if size < MEGA:
        return _("%(number)d Ko") % {"number": max(1, round(size / KILO))}
    number = f"{size / MEGA:.1f}".replace(".", ",")
    return _("%(number)s Mo") % {"number": number}


def wait_words(size: int) -> str:
    """Return how long `size` takes on a poor network, when that is long."""
    seconds = size * 8 / POOR_NETWORK
    if seconds < LONG:
        return ""
    if seconds < 60:
        return _("%(number)d secondes") % {"number": round(seconds)}
    minutes = round(seconds / 60)
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
