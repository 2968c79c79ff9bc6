"""A simple account: what a month or a year brings in, and what it costs."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class AccountLineBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Ligne"), max_length=80)
    help = blocks.CharBlock(
        label=_("Aide"),
        max_length=200,
        required=False,
        help_text=_("Où trouver ce chiffre, ce qu'il comprend."),
    )
    example = blocks.DecimalBlock(
        label=_("Montant d'exemple"), max_digits=10, decimal_places=2, min_value=0
    )

    class Meta:
        label = _("Ligne")


class ProfitAndLossBlock(blocks.StructBlock):
    """*Compte de résultat prévisionnel*, in plain words. Amounts in euros, exact."""

    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)
    period = blocks.ChoiceBlock(
        label=_("Période"),
        choices=[("month", _("Un mois")), ("year", _("Une année"))],
        default="month",
    )
    products = blocks.ListBlock(
        AccountLineBlock(),
        min_num=1,
        max_num=10,
        label=_("Ce qui rentre (produits)"),
        help_text=_("Trois lignes vides s'ajoutent : chacun·e y nomme les siennes."),
    )
    charges = blocks.ListBlock(
        AccountLineBlock(), min_num=1, max_num=15, label=_("Ce qui sort (charges)")
    )

    class Meta:
        label = _("Compte de résultat prévisionnel")
        icon = "table"
