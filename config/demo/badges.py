"""Badges of the demonstration: most offered, some accepted, one public, one withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Prefetch

from competences.models import Achievement, Badge
from competences.services.badge_status import sign_status_list
from competences.services.badges import (
    accept_badge,
    issue_badge,
    share_badge,
    withdraw_badge,
)
from config.demo.world import World
from core.models import Role
from courses.achievements import describe_path
from courses.models import PathBlock
from learners.models import BlockDecision, Enrolment

NameShown = Badge.NameShown
# Who said yes to the badge of the whole path, and under which name.
ACCEPTED = {
    "Bintou Camara": NameShown.FULL,
    "Sylvain Hérault": NameShown.FIRST,
    "Assia Rahmani": NameShown.FULL,
    "Mamadou Sow": NameShown.NONE,
    "Gérald Fournel": NameShown.FULL,
}
PUBLIC = "Bintou Camara"
WITHDRAWN = "Gérald Fournel"
REASON = (
    "Erreur de dossier : des étapes faites par une autre personne avaient été notées à votre nom."
    " Parlons-en, le badge des étapes que vous avez faites vous revient."
)


def give_badges(world: World) -> None:
    """Offer what each finished block and path is worth; play what a few made of it."""
    blocks = list(PathBlock.objects.filter(path=world.path))
    whole, *per_block = describe_path(path=world.path, at=world.ago(120))
    worth = {block.pk: each for block, each in zip(blocks, per_block, strict=True)}
    decisions = BlockDecision.objects.filter(choice=BlockDecision.Choice.CONTINUE)
    paths = Enrolment.objects.filter(path=world.path).select_related("learner", "organization")
    # All at once: one by one, the offers alone would be most of the queries of the demonstration.
    offers: list[Badge] = []
    for enrolment in paths.prefetch_related(Prefetch("decisions", decisions, to_attr="taken")):
        taken: list[BlockDecision] = enrolment.taken  # type: ignore[attr-defined]  # prefetched
        offers += [_offer(enrolment, worth[each.block_id], each.decided_at) for each in taken]
        if enrolment.completed_at is not None:
            offers.append(_offer(enrolment, whole, enrolment.completed_at))
    Badge.objects.bulk_create(offers)
    for badge in offers:
        if badge.achievement == whole:
            _play(world, badge, badge.offered_at)


def _offer(enrolment: Enrolment, achievement: Achievement, at: datetime) -> Badge:
    return Badge(
        learner=enrolment.learner,
        organization=enrolment.organization,
        achievement=achievement,
        offered_at=at,
    )


def _play(world: World, badge: Badge, at: datetime) -> None:
    name = badge.learner.get_full_name()
    if name not in ACCEPTED:
        return
    accept_badge(badge=badge, name_shown=ACCEPTED[name], at=at + timedelta(hours=3))
    issue_badge(badge_id=badge.pk, at=at + timedelta(hours=3, minutes=1))
    badge.refresh_from_db()
    if name == PUBLIC:
        share_badge(badge=badge, is_public=True, at=at + timedelta(days=1))
    if name == WITHDRAWN:
        _withdraw(world, badge, at + timedelta(days=9))


def _withdraw(world: World, badge: Badge, at: datetime) -> None:
    counsellor = world.team(badge.organization, Role.COUNSELLOR)[0]
    withdraw_badge(badge=badge, by=counsellor, reason=REASON, at=at)
    if badge.entry is not None:
        sign_status_list(status_list_id=badge.entry.status_list_id, at=at)
