"""Phone numbers as people write them, kept as machines dial them (E.164)."""

import re

from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 20
TOO_SHORT, TOO_LONG = 8, 15

# Overseas numbers are written like the others and dialled with a code of their own.
OVERSEAS = {
    "0590": "590", "0690": "590", "0691": "590",
    "0594": "594", "0694": "594",
    "0596": "596", "0696": "596", "0697": "596",
    "0262": "262", "0263": "262", "0692": "262", "0693": "262",
    "0269": "262", "0639": "262",
}  # fmt: skip


class InvalidPhone(ValueError):
    """Its text is fit for the screen."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce numéro de téléphone est incomplet. Écrivez-le ainsi : 06 12 34 56 78.")
        )


def normalise_phone(text: str) -> str:
    """Return ``+33612345678`` for ``06 12.34 56-78``; nothing for nothing.

    Raise InvalidPhone when it cannot be dialled.
    """
    dialled = re.sub(r"[\s.\-/()]", "", text.replace("(0)", ""))
    if not dialled:
        return ""
    if re.fullmatch(r"0[1-9]\d{8}", dialled):
        return f"+{OVERSEAS.get(dialled[:4], '33')}{dialled[1:]}"
    digits = re.sub(r"^(\+|00)", "", dialled)
    if digits == dialled or not digits.isascii() or not digits.isdigit():
        raise InvalidPhone
    if not TOO_SHORT <= len(digits) <= TOO_LONG or digits.startswith("0"):
        raise InvalidPhone
    if digits.startswith("33") and len(digits) != len("33612345678"):
        raise InvalidPhone
    return f"+{digits}"


def show_phone(phone: str) -> str:
    """Return ``06 12 34 56 78`` for a French number, any other as it is."""
    match = re.fullmatch(r"\+(33|590|594|596|262)(\d{9})", phone)
    if match is None:
        return phone
    national = f"0{match[2]}"
    return " ".join(national[start : start + 2] for start in range(0, 10, 2))
