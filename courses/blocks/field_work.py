"""What a founder brings back from outside, and what she works out from it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class SurveyFieldBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Question"), max_length=200)
    help = blocks.CharBlock(label=_("Aide"), max_length=250, required=False)
    long = blocks.BooleanBlock(label=_("Réponse longue"), required=False)

    class Meta:
        label = _("Question")


class SurveyBlock(blocks.StructBlock):
    """*Enquête métier*: one sheet a person met or a place seen."""

    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)
    minimum = blocks.IntegerBlock(
        label=_("Nombre de fiches conseillé"), min_value=1, max_value=10, default=2
    )
    photo = blocks.BooleanBlock(label=_("Photo possible"), required=False, default=True)
    fields = blocks.ListBlock(SurveyFieldBlock(), min_num=1, max_num=12, label=_("Questions"))

    class Meta:
        label = _("Enquête métier")
        icon = "group"


class BreakEvenBlock(blocks.StructBlock):
    """*Seuil de rentabilité*: how many units pay the fixed costs. Amounts in euros, exact."""

    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)
    unit = blocks.CharBlock(label=_("Ce que l'on vend (une unité)"), max_length=60)
    price = blocks.DecimalBlock(label=_("Prix d'exemple"), max_digits=10, decimal_places=2)
    variable_cost = blocks.DecimalBlock(
        label=_("Coût variable d'exemple"), max_digits=10, decimal_places=2
    )
    fixed_costs = blocks.DecimalBlock(
        label=_("Charges fixes d'exemple, par mois"), max_digits=10, decimal_places=2
    )

    class Meta:
        label = _("Calcul du seuil de rentabilité")
        icon = "table"
