"""Sheets to print: tagged PDF (PDF/UA-1), written by typst from data that is never source."""

import io
import json
import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import urljoin

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext as _

from core.models import AccessCard, Organization

FONT_FOLDERS = (
    "@expo-google-fonts/atkinson-hyperlegible-next",
    "dejavu-fonts-ttf/ttf",
    "@expo-google-fonts/noto-emoji/400Regular",
)
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
UNKNOWN_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def qr_svg(text: str) -> str:
    """Return a QR code as SVG, black on white: scanners read nothing else as surely."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, border=2, light="#fff", omitsize=True)
    return out.getvalue().decode()


def render_pdf(template: str, *, title: str, data: Mapping[str, str]) -> bytes:
    """Return the PDF of a typst `template` (a path from the project's root).

    A character that no font of the house can draw is left out rather than the sheet refused.
    """
    values = {name: CONTROLS.sub("", value) for name, value in data.items()}
    values |= {"title": CONTROLS.sub("", title), "lang": (get_language() or "fr")[:2]}
    compiler = typst.Compiler(
        settings.BASE_DIR / template,
        root=settings.BASE_DIR,
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    while True:
        inputs = {"data": json.dumps(values)}
        try:
            pdf = compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs=inputs)
        except typst.TypstError as error:
            values = _without(values, _unknown_glyphs(error))
        else:
            assert isinstance(pdf, bytes)  # noqa: S101 - one document, written to memory
            return pdf


def _unknown_glyphs(error: typst.TypstError) -> list[str]:
    """Return what no font can draw; any other error is raised again."""
    found = UNKNOWN_GLYPH.findall(error.diagnostic)
    if not found:
        raise error
    return [ESCAPED.sub(lambda match: chr(int(match[1], 16)), glyph) for glyph in found]


def _without(values: dict[str, str], glyphs: list[str]) -> dict[str, str]:
    kept = {
        name: "".join(letter for letter in value if letter not in "".join(glyphs))
        for name, value in values.items()
    }
    if kept == values:
        raise ValueError("A glyph of the template itself cannot be drawn.")
    return kept


@cache
def _fonts() -> typst.Fonts:
    folders = [settings.NODE_MODULES / folder for folder in FONT_FOLDERS]
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[folder for folder in folders if folder.is_dir()],
    )


def access_card_pdf(card: AccessCard, code: str, *, organization: Organization) -> bytes:
    """Return the printed card that opens a founder's space; `code` is known at issue only."""
    link = urljoin(settings.BASE_URL, reverse("core:access_card", args=[code]))
    return render_pdf(
        "core/typst/access-card.typ",
        title=_("Ma carte d'accès"),
        data={
            "kicker": _("Ma carte d'accès"),
            "first_name": card.user.first_name,
            "how": _("Scannez ce dessin avec votre téléphone, ou tapez le code :"),
            "where": urljoin(settings.BASE_URL, reverse("core:access")).split("//")[-1],
            "code": code,
            "care": _("Gardez-la comme une clé. Perdue ? Dites-le, on vous en fera une autre."),
            "organization": organization.name,
            "phone": organization.phone,
            "issued": _("Remise le %(date)s")
            % {"date": dateformat.format(timezone.localtime(card.issued_at), "j F Y")},
            "qr": qr_svg(link),
            "qr_alt": _("Dessin à scanner : il ouvre la même page que le code %(code)s")
            % {"code": code},
        },
    )
