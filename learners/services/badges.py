"""When a badge is offered to a founder, and what she is told of it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _, override

from competences.models import Badge
from competences.services.badges import offer_badge
from core.services import queue_mail
from courses.achievements import describe_block, describe_path
from courses.models import PathBlock
from learners.models import Enrolment
from learners.phone import show_phone


@transaction.atomic
def offer_block_badge(*, enrolment_id: int, block_id: int, at: datetime) -> Badge | None:
    """Offer the badge of a block she finished; nothing if either is gone meanwhile."""
    enrolment = _enrolment(enrolment_id)
    block = PathBlock.objects.filter(pk=block_id).select_related("path__locale").first()
    if enrolment is None or block is None:
        return None
    achievement = describe_block(block=block, at=at)
    return offer_badge(
        learner=enrolment.learner,
        organization=enrolment.organization,
        achievement=achievement,
        at=at,
    )


@transaction.atomic
def offer_path_badges(*, enrolment_id: int, at: datetime) -> list[Badge]:
    """Offer the badge of the path, and of each block: one may be complete by its last change."""
    enrolment = _enrolment(enrolment_id)
    if enrolment is None:
        return []
    return [
        offer_badge(
            learner=enrolment.learner,
            organization=enrolment.organization,
            achievement=achievement,
            at=at,
        )
        for achievement in describe_path(path=enrolment.path, at=at)
    ]


def _enrolment(pk: int) -> Enrolment | None:
    related = ("learner", "organization", "path__locale")
    return Enrolment.objects.filter(pk=pk).select_related(*related).first()


def tell_issued(*, badge_id: int, at: datetime) -> None:
    badge = _badge(badge_id)
    if badge is None or not badge.is_issued:
        return
    with override(badge.learner.language):
        text = [
            _("Votre badge « %(name)s » est prêt. Il est à vous.")
            % {"name": badge.achievement.name},
            _("Vous pouvez le télécharger, ou en donner le lien à qui vous voulez :"),
            _link(badge),
        ]
        _queue(badge, "issued", _("Votre badge est prêt"), text, at)


def tell_withdrawn(*, badge_id: int, at: datetime) -> None:
    badge = _badge(badge_id)
    if badge is None or not badge.is_withdrawn:
        return
    with override(badge.learner.language):
        text = [
            _("%(organization)s a retiré votre badge « %(name)s ».")
            % {"organization": badge.organization.name, "name": badge.achievement.name},
            _("Voici pourquoi : %(reason)s") % {"reason": badge.withdrawal_reason},
            _(
                "Ce que vous avez fait et écrit reste à vous. Si vous n'êtes pas d'accord,"
                " parlez-en avec la personne qui vous suit."
            ),
            _link(badge),
        ]
        _queue(badge, "withdrawn", _("Un de vos badges a été retiré"), text, at)


def _badge(pk: int) -> Badge | None:
    related = ("learner", "organization", "achievement")
    return Badge.objects.filter(pk=pk).select_related(*related).first()


def _link(badge: Badge) -> str:
    return f"{settings.BASE_URL}{reverse('learners:badge', args=[badge.uuid])}"


def _queue(badge: Badge, about: str, subject: str, text: Iterable[str], at: datetime) -> None:
    founder, organization = badge.learner, badge.organization
    if not founder.email:
        return
    greeting = _("Bonjour %(name)s,") % {"name": founder.first_name}
    signature = "\n".join(filter(None, [organization.name, show_phone(organization.phone)]))
    queue_mail(
        to=founder.email,
        subject=subject,
        text="\n\n".join([greeting, *text, signature]) + "\n",
        # A badge deleted and asked for again has another address.
        dedupe_key=f"badge:{about}:{badge.uuid}",
        at=at,
    )
