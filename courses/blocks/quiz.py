"""A question whose every answer teaches."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.checks import Problems, TeachingBlock


class QuizAnswerBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Réponse"), max_length=300)
    correct = blocks.BooleanBlock(label=_("Bonne réponse"), required=False)
    feedback = blocks.TextBlock(
        label=_("Retour"), help_text=_("Pourquoi : chaque réponse apprend quelque chose.")
    )

    class Meta:
        label = _("Réponse")


class QuizBlock(TeachingBlock):
    """A question that teaches by its answers. Nothing is scored."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    multiple = blocks.BooleanBlock(label=_("Plusieurs réponses possibles"), required=False)
    answers = blocks.ListBlock(QuizAnswerBlock(), min_num=2, max_num=8, label=_("Réponses"))
    explanation = blocks.TextBlock(label=_("Explication"), required=False)

    class Meta:
        label = _("Question à choix")
        icon = "circle-check"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        right = sum(bool(answer["correct"]) for answer in value["answers"])
        if right == 0:
            return {"answers": _("Indiquez au moins une bonne réponse.")}
        if right > 1 and not value["multiple"]:
            reason = _("Gardez une seule bonne réponse, ou permettez plusieurs réponses.")
            return {"answers": reason}
        return {}
