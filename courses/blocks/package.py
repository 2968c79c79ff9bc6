"""A package made elsewhere, H5P or SCORM, and what counts in it here."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.checks import Problems, TeachingBlock

COMPLETED, PASSED, SCORE, VIEWED = "completed", "passed", "score", "viewed"


class PackageBlock(TeachingBlock):
    """*Activité importée*. The rule belongs to this use: another module may ask for another."""

    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    instructions = blocks.TextBlock(
        label=_("Consigne"),
        required=False,
        help_text=_("Ce qu'on y fait et ce qu'on y gagne, en une ou deux phrases."),
    )
    package = SnippetChooserBlock("media.Package", label=_("Paquet H5P ou SCORM"))
    completion = blocks.ChoiceBlock(
        choices=[
            (COMPLETED, _("quand le paquet dit que c'est terminé")),
            (PASSED, _("quand le paquet dit que c'est réussi")),
            (SCORE, _("à partir d'un score")),
            (VIEWED, _("dès qu'il est ouvert")),
        ],
        default=COMPLETED,
        label=_("C'est fait"),
    )
    score = blocks.IntegerBlock(
        label=_("Score demandé (%)"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("Seulement pour « à partir d'un score »."),
    )
    attempts = blocks.IntegerBlock(
        label=_("Tentatives possibles"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("Vide : autant qu'on veut."),
    )
    keeps = blocks.ChoiceBlock(
        choices=[("best", _("la meilleure")), ("last", _("la dernière"))],
        default="best",
        label=_("Tentative qui compte"),
    )
    review = blocks.BooleanBlock(
        label=_("Peut être relu après la fin"), required=False, default=True
    )
    window = blocks.ChoiceBlock(
        choices=[("page", _("dans la page")), ("popup", _("dans une fenêtre à part"))],
        default="page",
        label=_("S'ouvre"),
    )
    ends_step = blocks.BooleanBlock(
        label=_("Termine l'étape"),
        required=False,
        default=True,
        help_text=_("L'étape est faite quand toutes ses activités importées le sont."),
    )

    class Meta:
        label = _("Activité importée (H5P, SCORM)")
        icon = "media"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        if value.get("completion") == SCORE and not value.get("score"):
            return {"score": _("Écrivez le score demandé, de 1 à 100.")}
        return {}
