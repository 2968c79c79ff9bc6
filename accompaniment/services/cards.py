"""From a word on a card to the first screen of a path."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from accompaniment.models import RecommendationCard
from core.models import Organization, Role, User
from core.printing import qr_svg, render_pdf
from courses.models import LearningPath, Module
from learners.models import Enrolment
from learners.services.enrolments import AlreadyEnrolled, create_founder, enrol

VALIDITY = timedelta(days=180)
# A second tap arrives within seconds; a slow network may need a little more.
SECOND_TAP_SECONDS = 300
MOST_LINES = 10


class CardUnavailable(Exception):
    """The card opens nothing (any more); `card.state(at)` says why."""

    def __init__(self, card: RecommendationCard) -> None:
        super().__init__(_("Cette carte ne peut plus servir."))
        self.card = card


def hosts_for(prescriber: User) -> QuerySet[Organization]:
    """Return the organisations that may receive the people whom `prescriber` sends."""
    mine = prescriber.organization_ids(Role.PRESCRIBER)
    return Organization.objects.filter(
        territory__organizations__in=mine,
        kind__in=[Organization.Kind.MISSION_LOCALE, Organization.Kind.TRAINING],
    ).distinct()


def write_card(
    *,
    prescriber: User,
    prescriber_organization: Organization,
    organization: Organization,
    path: LearningPath,
    first_name: str,
    word: str,
    at: datetime,
) -> RecommendationCard:
    return RecommendationCard.objects.create(
        prescriber=prescriber,
        prescriber_organization=prescriber_organization,
        organization=organization,
        path=path,
        first_name=first_name,
        word=word,
        created_at=at,
        expires_at=at + VALIDITY,
    )


@transaction.atomic
def revoke_card(*, card: RecommendationCard, at: datetime) -> bool:
    """Return whether the card stopped working now; one that already served stays as it is."""
    return _locked(card).revoke(at)


@transaction.atomic
def start_from_card(
    *, card: RecommendationCard, founder: User | None, start_key: str, language: str, at: datetime
) -> Enrolment:
    """Return the enrolment that the card opens, of `founder` or of a new person.

    The same `start_key` again (a second tap on the same page) returns the same enrolment; any other
    use of a card that served, expired or was revoked raises CardUnavailable.
    """
    # Two taps at once wait for each other here: one founder, whatever happens.
    card = _locked(card)
    remembered = f"card-start:{card.pk}"
    if card.enrolment is not None and start_key and cache.get(remembered) == start_key:
        return card.enrolment
    if not card.is_usable(at):
        raise CardUnavailable(card)
    if founder is None:
        founder = create_founder(first_name=card.first_name, language=language, at=at)
    enrolment = _enrol_or_continue(card, founder, at)
    card.start(None if _has_card(enrolment) else enrolment, at)
    # Before the commit, so that the tap that waits for the lock finds it.
    cache.set(remembered, start_key, SECOND_TAP_SECONDS)
    return enrolment


def _locked(card: RecommendationCard) -> RecommendationCard:
    cards = RecommendationCard.objects.select_for_update(of=("self",))
    return cards.get(pk=card.pk)


def _enrol_or_continue(card: RecommendationCard, founder: User, at: datetime) -> Enrolment:
    try:
        return enrol(
            learner=founder,
            path=card.path,
            organization=card.organization,
            source=Enrolment.Source.CARD,
            at=at,
        )
    except AlreadyEnrolled as already:
        return already.enrolment


def _has_card(enrolment: Enrolment) -> bool:
    return RecommendationCard.objects.filter(enrolment=enrolment).exists()


def first_module(enrolment: Enrolment) -> Module | None:
    """Return where a newcomer begins: the first module of the path that waits for nobody."""
    modules = Module.objects.published().filter(path_modules__block__path=enrolment.path_id)
    return (
        modules.exclude(timing=Module.Timing.SYNCHRONOUS)
        .order_by("path_modules__block__sort_order", "path_modules__sort_order")
        .first()
    )


def card_link(card: RecommendationCard) -> str:
    """Return the address to copy, to send or to scan."""
    path = reverse("accompaniment:card_public", args=[card.token])
    return f"{settings.BASE_URL}{path}"


def _for_paper(word: str) -> str:
    """Keep the lines of a word that has a few; a sheet has no room for more."""
    lines = [line.strip() for line in word.splitlines() if line.strip()]
    return ("\n" if len(lines) <= MOST_LINES else " ").join(lines)


def card_pdf(card: RecommendationCard) -> bytes:
    """Return the card as an A6 sheet to print and to give by hand."""
    link = card_link(card)
    until = dateformat.format(timezone.localtime(card.expires_at), "j F Y")
    return render_pdf(
        "accompaniment/typst/recommendation-card.typ",
        title=_("Une carte pour %(first_name)s") % {"first_name": card.first_name},
        data={
            "kicker": _("Une carte pour"),
            "first_name": card.first_name,
            "word": _for_paper(card.word),
            "prescriber": card.prescriber.get_full_name(),
            "prescriber_organization": card.prescriber_organization.name,
            "invitation": _("Montez la première marche"),
            "what": _("Avec un téléphone, à votre rythme. Vous arrêtez quand vous voulez."),
            "or_type": _("Ou tapez cette adresse :"),
            "talk": _("Vous préférez en parler ?"),
            "organization": card.organization.name,
            "phone": card.organization.phone,
            "until": _("Carte valable jusqu'au %(date)s.") % {"date": until},
            "link_shown": link.split("//")[-1],
            "qr": qr_svg(link),
            "qr_alt": _("Dessin à scanner : il ouvre la même page que l'adresse %(link)s")
            % {"link": link},
        },
    )
