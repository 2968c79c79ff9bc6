"""A piece of work that a trainer reads and answers."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class HandInBlock(blocks.StructBlock):
    """*Travail à remettre*: words, a file or both; the trainer accepts or asks to complete."""

    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    instructions = blocks.TextBlock(
        label=_("Consigne"), help_text=_("Ce qu'il faut faire, en quelques phrases.")
    )
    criteria = blocks.ListBlock(
        blocks.CharBlock(max_length=200),
        min_num=0,
        max_num=8,
        default=[],
        label=_("Ce qui sera regardé"),
        help_text=_("Visible avant d'envoyer, et par la personne qui relit."),
    )
    file = blocks.BooleanBlock(
        label=_("Fichier possible"),
        required=False,
        default=True,
        help_text=_("Photo, son, PDF, document ou tableur. Les mots restent toujours possibles."),
    )

    class Meta:
        label = _("Travail à remettre")
        icon = "upload"
