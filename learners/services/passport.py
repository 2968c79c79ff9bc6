"""What a founder puts in her passport, whom she gives it to, and who may print it for her."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.models import User
from learners.models import (
    Passport,
    PassportConsent,
    PassportItem,
    PassportShare,
)
from learners.passport import Choices, choices_of

Kind = PassportItem.Kind
How = PassportConsent.How
MOST_LINKS = 20


class PassportRefused(Exception):
    """Its text is fit for the screen."""


class NoConsent(PassportRefused):
    def __init__(self) -> None:
        super().__init__(_("Il faut d'abord l'accord de la personne : c'est son passeport."))


class TooManyLinks(PassportRefused):
    def __init__(self) -> None:
        super().__init__(_("Beaucoup de liens sont déjà ouverts : arrêtez-en un d'abord."))


@dataclass(frozen=True)
class Chosen:
    """Primary keys as text, as a form sends them; `words` by competence."""

    introduction: str = ""
    competences: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    assessments: frozenset[str] = frozenset()
    badges: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)


def ensure_passport(*, learner: User, at: datetime) -> Passport:
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    passport, _created = Passport.objects.get_or_create(
        learner=learner, defaults={"changed_at": at}
    )
    return passport


@transaction.atomic
def choose_items(*, learner: User, chosen: Chosen, by: User, at: datetime) -> Passport:
    """Put in what was chosen among what `by` may see; what `by` does not see stays as it is.

    A piece of evidence or a confirmation brings its competence along. Sent again, nothing changes.
    Raise NoConsent when somebody else chooses without her agreement.
    """
    if by != learner and not may_prepare(learner=learner, at=at):
        raise NoConsent
    passport = ensure_passport(learner=learner, at=at)
    choices = choices_of(learner, seen_by=by)
    offered = _offered(choices)
    wanted = _wanted(choices, chosen)
    present = {(item.kind, str(item.target_id)): item for item in passport.items.all()}
    for key, item in present.items():
        if key in offered and key not in wanted:
            item.delete()
        elif item.words != (said := wanted.get(key, item.words)):
            item.words = said
            item.save(update_fields=["words"])
    PassportItem.objects.bulk_create(
        _item(passport, kind, target, words, by, at)
        for (kind, target), words in wanted.items()
        if (kind, target) not in present
    )
    passport.introduce(chosen.introduction, at)
    return passport


Key = tuple[str, str]


def _offered(choices: Choices) -> set[Key]:
    return {
        *((Kind.COMPETENCE.value, str(each.competence.pk)) for each in choices.shelves),
        *((Kind.EVIDENCE.value, str(each.pk)) for each in choices.evidence),
        *((Kind.ASSESSMENT.value, str(each.pk)) for each in choices.confirmations),
        *((Kind.BADGE.value, str(each.pk)) for each in choices.badges),
    }


def _wanted(choices: Choices, chosen: Chosen) -> dict[Key, str]:
    """Return what is to stand, with her words; an id that was not offered is passed over."""
    wanted: dict[Key, str] = {}
    for shelf in choices.shelves:
        pieces = [str(each.pk) for each in shelf.evidence if str(each.pk) in chosen.evidence]
        views = [str(e.pk) for e in shelf.confirmations if str(e.pk) in chosen.assessments]
        competence = str(shelf.competence.pk)
        if competence in chosen.competences or pieces or views:
            wanted[Kind.COMPETENCE.value, competence] = chosen.words.get(competence, "")
        wanted |= {(Kind.EVIDENCE.value, key): "" for key in pieces}
        wanted |= {(Kind.ASSESSMENT.value, key): "" for key in views}
    badges = (str(each.pk) for each in choices.badges)
    return wanted | {(Kind.BADGE.value, key): "" for key in badges if key in chosen.badges}


def _item(
    passport: Passport, kind: str, target: str, words: str, by: User, at: datetime
) -> PassportItem:
    item = PassportItem(passport=passport, kind=kind, words=words, chosen_by=by, chosen_at=at)
    setattr(item, f"{kind}_id", target)
    return item


@transaction.atomic
def share_passport(*, learner: User, name: str, until: datetime, at: datetime) -> PassportShare:
    """Open a link; the same name and date are one link. Raise TooManyLinks."""
    passport = ensure_passport(learner=learner, at=at)
    links = list(passport.shares.usable(at))
    for link in links:
        if (link.reader_name, link.expires_at) == (name, until):
            return link
    if len(links) >= MOST_LINKS:
        raise TooManyLinks
    return passport.shares.create(reader_name=name, shared_at=at, expires_at=until)


@transaction.atomic
def stop_sharing_passport(*, share: PassportShare, at: datetime) -> bool:
    return PassportShare.objects.select_for_update(of=("self",)).get(pk=share.pk).revoke(at)


@transaction.atomic
def give_consent(*, learner: User, by: User, at: datetime) -> PassportConsent:
    """Keep that she agrees: by her own hand, or aloud before `by`, which is told apart.

    Once it stands, saying it again changes nothing.
    """
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    how = How.HAND if by == learner else How.ORAL
    standing = learner.passport_consents.standing(at).filter(how=how).first()
    return standing or PassportConsent.objects.create(
        learner=learner, how=how, recorded_by=by, given_at=at
    )


@transaction.atomic
def withdraw_consents(*, learner: User, at: datetime) -> int:
    """Take every agreement back; return how many stood."""
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    return sum(consent.withdraw(at) for consent in learner.passport_consents.standing(at))


def may_prepare(*, learner: User, at: datetime) -> bool:
    """Whether the team may prepare and print her passport with her."""
    return learner.passport_consents.standing(at).exists()
