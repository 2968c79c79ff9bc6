"""Putting things where they belong: cards in piles, steps in order, words with what they mean."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.checks import Problems, TeachingBlock, twice

# What an author begins with; it is content, in the language of the path, not of her screen.
PILES = ["Très important pour moi", "Un peu", "Pas pour moi"]


class CardBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Carte"), max_length=80, help_text=_("Un mot ou une phrase courte.")
    )
    help = blocks.CharBlock(
        label=_("Précision"),
        max_length=200,
        required=False,
        help_text=_("Un exemple de la vie de tous les jours, si le mot est difficile."),
    )

    class Meta:
        label = _("Carte")


class CardSortBlock(TeachingBlock):
    """*Forces*, *valeurs*: cards that she puts in piles. No pile is the right one."""

    title = blocks.CharBlock(
        label=_("Titre"), max_length=150, help_text=_("Il sert aussi de titre dans le carnet.")
    )
    intro = blocks.TextBlock(label=_("Consigne"), required=False)
    piles = blocks.ListBlock(
        blocks.CharBlock(label=_("Pile"), max_length=40),
        default=PILES,
        min_num=2,
        max_num=4,
        label=_("Piles"),
        help_text=_(
            "De deux à quatre, en peu de mots. La première est celle que l'on garde :"
            " « Très important pour moi », « Un peu », « Pas pour moi »."
        ),
    )
    keep = blocks.IntegerBlock(
        label=_("Combien garder dans la première pile"),
        min_value=0,
        max_value=10,
        default=0,
        help_text=_(
            "C'est un conseil : personne n'est arrêté s'il en garde plus. 0 : pas de conseil."
        ),
    )
    cards = blocks.ListBlock(CardBlock(), min_num=3, max_num=24, label=_("Cartes"))

    class Meta:
        label = _("Tri de cartes (forces, valeurs)")
        icon = "copy"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        if text := twice(value["piles"]):
            return {"piles": _("Deux piles portent le même nom : « %s ».") % text}
        if text := twice(card["text"] for card in value["cards"]):
            return {"cards": _("Deux cartes sont pareilles : « %s ».") % text}
        if (value["keep"] or 0) >= len(value["cards"]):
            return {
                "keep": _("Garder toutes les cartes, ce n'est pas choisir : baissez ce nombre.")
            }
        return {}


class StepBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Étape"), max_length=200)
    feedback = blocks.TextBlock(
        label=_("Pourquoi ici"), help_text=_("Ce qui fait qu'elle vient à ce moment-là.")
    )

    class Meta:
        label = _("Étape")


class OrderingBlock(TeachingBlock):
    """Steps to put in order. They are written in an order that works; founders see them mixed."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    help = blocks.TextBlock(label=_("Aide"), required=False)
    items = blocks.ListBlock(
        StepBlock(),
        min_num=3,
        max_num=8,
        label=_("Étapes"),
        help_text=_("Dans le bon ordre : elles seront mélangées à l'écran."),
    )
    explanation = blocks.TextBlock(label=_("Explication"), required=False)

    class Meta:
        label = _("Mettre dans l'ordre")
        icon = "list-ol"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        if text := twice(item["text"] for item in value["items"]):
            return {"items": _("Deux étapes sont pareilles : « %s ».") % text}
        return {}


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(
        label=_("À relier"), max_length=120, help_text=_("Un mot, une situation, une personne.")
    )
    right = blocks.CharBlock(label=_("Va avec"), max_length=200)
    feedback = blocks.TextBlock(
        label=_("Retour"), required=False, help_text=_("Un exemple qui aide à s'en souvenir.")
    )

    class Meta:
        label = _("Paire")


class MatchingBlock(TeachingBlock):
    """Words and what they mean, situations and who helps: each left goes with one right."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    help = blocks.TextBlock(label=_("Aide"), required=False)
    pairs = blocks.ListBlock(
        PairBlock(),
        min_num=2,
        max_num=8,
        label=_("Paires"),
        help_text=_("Ce qui va ensemble : la colonne de droite sera mélangée à l'écran."),
    )
    explanation = blocks.TextBlock(label=_("Explication"), required=False)

    class Meta:
        label = _("Relier deux à deux")
        icon = "link"

    def check_whole(self, value: Mapping[str, Any]) -> Problems:
        for side in "left", "right":
            if text := twice(pair[side] for pair in value["pairs"]):
                reason = _("« %s » est écrit deux fois : on ne saurait pas lequel choisir.")
                return {"pairs": reason % text}
        return {}
