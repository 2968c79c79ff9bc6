"""What a founder says about herself, and the address that keeps her place.

Whoever adds an address proves that it is hers. The answers on the screen are the same whether or
not the address is somebody's: only its mailbox learns which.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _, gettext_lazy

from core.models import Commune, OutgoingMessage, User
from core.services import queue_mail
from learners.models import FounderProfile
from learners.services.project import say_project

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
CODES_PER_HOUR = 5


class AddressRefused(Exception):
    """Its text is fit for the screen."""


class TooManyCodes(AddressRefused):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "Plusieurs codes sont déjà partis. Attendez une heure, ou demandez de l'aide à la"
                " personne qui vous suit."
            )
        )


class WrongCode(AddressRefused):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Ce n'est pas le bon code. Regardez le dernier message reçu.")
        )


class CodeExpired(AddressRefused):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Ce code ne sert plus. Rien n'est perdu : demandez-en un autre.")
        )


@transaction.atomic
def update_profile(
    *,
    founder: User,
    first_name: str,
    last_name: str,
    phone: str,
    language: str,
    commune: Commune | None,
    contact_preference: str,
    project: str,
    at: datetime,
) -> None:
    """Write what she says about herself; `phone` is normalised."""
    founder.first_name, founder.last_name = first_name, last_name
    founder.phone, founder.language = phone, language
    founder.save(update_fields=["first_name", "last_name", "phone", "language"])
    FounderProfile.objects.update_or_create(
        user=founder,
        defaults={
            "commune": commune,
            "contact_preference": contact_preference,
        },
    )
    say_project(founder=founder, sentence=project, at=at)


@dataclass
class PendingAddress:
    """An address waiting for its code, kept in the session of the browser that asked."""

    email: str
    code_hash: str
    expires_at: datetime
    tries_left: int = CODE_TRIES


@transaction.atomic
def send_address_code(*, founder: User, email: str, at: datetime) -> PendingAddress:
    """Send a code to `email`; to an address that is somebody's, word of the attempt instead.

    Raise TooManyCodes: a form that writes to any address must not flood one.
    """
    User.objects.select_for_update(of=("self",)).get(pk=founder.pk)
    email = email.strip().lower()
    prefix = f"address:{founder.pk}:"
    sent = OutgoingMessage.objects.filter(
        dedupe_key__startswith=prefix, created_at__gt=at - timedelta(hours=1)
    )
    if sent.count() >= CODES_PER_HOUR:
        raise TooManyCodes
    code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    is_taken = User.objects.filter(email__iexact=email).exclude(pk=founder.pk).exists()
    queue_mail(
        to=email,
        subject=_("Votre adresse e-mail et Palier"),
        text=_words_to_owner() if is_taken else _words_with_code(founder, code),
        dedupe_key=f"{prefix}{at.isoformat()}",
        is_secret=True,
        at=at,
    )
    return PendingAddress(email, make_password(code), at + CODE_LASTS)


def _words_with_code(founder: User, code: str) -> str:
    return _(
        "Bonjour %(name)s,\n\n"
        "Votre code : %(code)s\n\n"
        "Il sert pendant un quart d'heure. Une fois écrit dans Palier, cette adresse suffira pour"
        " retrouver votre place, sur n'importe quel téléphone ou ordinateur.\n\n"
        "Ce n'est pas vous ? Ne donnez ce code à personne : sans lui, il ne se passe rien.\n"
    ) % {"name": founder.first_name, "code": code}


def _words_to_owner() -> str:
    return _(
        "Bonjour,\n\n"
        "Quelqu'un a voulu ajouter cette adresse à son espace dans Palier. Elle est déjà la vôtre :"
        " rien n'a changé.\n\n"
        "Si c'était vous, connectez-vous avec cette adresse pour retrouver votre espace. Sinon,"
        " vous n'avez rien à faire.\n"
    )


@transaction.atomic
def confirm_address(*, founder: User, pending: PendingAddress, code: str, at: datetime) -> None:
    """Give the address to its owner. Raise WrongCode (one try less) or CodeExpired."""
    if at >= pending.expires_at or pending.tries_left < 1:
        raise CodeExpired
    pending.tries_left -= 1
    digits = "".join(character for character in code if character.isdigit())
    if not check_password(digits, pending.code_hash):
        raise WrongCode
    founder.email = pending.email
    try:
        with transaction.atomic():
            founder.save(update_fields=["email"])
    except IntegrityError as error:
        # Someone took it within the quarter of an hour: say no more than for a late code.
        raise CodeExpired from error
