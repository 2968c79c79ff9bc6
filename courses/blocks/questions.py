"""Questions that teach by what they answer: a number, received ideas, what others say."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.checks import Problems, TeachingBlock, twice


class NumericBlock(TeachingBlock):
    """A number to find, near enough. A hint comes first, then the way to it."""

    question = blocks.TextBlock(
        label=_("Question"), help_text=_("Donnez tous les nombres utiles, et pas d'autres.")
    )
    unit = blocks.CharBlock(
        label=_("Unité"), max_length=30, required=False, help_text=_("€, %, heures, pots…")
    )
    answer = blocks.DecimalBlock(label=_("Réponse"), max_digits=12, decimal_places=2)
    tolerance = blocks.DecimalBlock(
        label=_("À combien près"),
        max_digits=12,
        decimal_places=2,
        min_value=0,
        default=Decimal(0),
        help_text=_("0,50 accepte de 0,50 de moins à 0,50 de plus. 0 : le nombre exact."),
    )
    too_low = blocks.TextBlock(
        label=_("Indice si c'est trop petit"),
        help_text=_("Ce que l'on a sans doute oublié, sans donner le nombre."),
    )
    too_high = blocks.TextBlock(label=_("Indice si c'est trop grand"))
    explanation = blocks.TextBlock(
        label=_("Le calcul, pas à pas"),
        help_text=_("Se déplie après une première réponse. Une opération par ligne."),
    )

    class Meta:
        label = _("Question à nombre")
        icon = "decimal"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        # From a form they are numbers, from a file they are texts.
        answer, tolerance = (Decimal(value[name] or 0) for name in ("answer", "tolerance"))
        if answer and tolerance >= abs(answer):
            return {"tolerance": _("À ce compte, presque tout serait juste : baissez ce nombre.")}
        return {}


class BeliefBlock(blocks.StructBlock):
    statement = blocks.CharBlock(
        label=_("Ce que l'on entend dire"), max_length=200, help_text=_("Comme les gens le disent.")
    )
    correct = blocks.BooleanBlock(
        label=_("C'est vrai"), required=False, help_text=_("Sans coche : c'est une idée fausse.")
    )
    story = blocks.TextBlock(
        label=_("L'histoire"),
        help_text=_("Quelqu'un, un moment, ce qui s'est passé : on retient mieux qu'une règle."),
    )
    lesson = blocks.TextBlock(
        label=_("À retenir"), required=False, help_text=_("En une phrase ou deux.")
    )

    class Meta:
        label = _("Idée")


class BeliefsBlock(TeachingBlock):
    """*Idées reçues*: true or false, told by a story."""

    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)
    beliefs = blocks.ListBlock(BeliefBlock(), min_num=1, max_num=8, label=_("Idées"))

    class Meta:
        label = _("Idées reçues (vrai ou faux)")
        icon = "comment"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        if text := twice(belief["statement"] for belief in value["beliefs"]):
            return {"beliefs": _("Cette idée est là deux fois : « %s ».") % text}
        return {}


class PollBlock(TeachingBlock):
    """What do the others say? Shown after her answer, and only when enough people answered."""

    question = blocks.CharBlock(
        label=_("Question"),
        max_length=300,
        help_text=_("Rien d'intime : les autres verront les réponses, comptées, jamais qui."),
    )
    help = blocks.TextBlock(label=_("Aide"), required=False)
    multiple = blocks.BooleanBlock(label=_("Plusieurs réponses possibles"), required=False)
    choices = blocks.ListBlock(
        blocks.CharBlock(label=_("Réponse"), max_length=120),
        min_num=2,
        max_num=8,
        label=_("Réponses"),
    )
    explanation = blocks.TextBlock(
        label=_("Pour finir"), required=False, help_text=_("Se lit après la réponse.")
    )

    class Meta:
        label = _("Sondage")
        icon = "group"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        if text := twice(value["choices"]):
            return {"choices": _("Cette réponse est là deux fois : « %s ».") % text}
        return {}
