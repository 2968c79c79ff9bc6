"""A project told in a page and in a minute."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class PitchQuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    title = blocks.CharBlock(
        label=_("Titre sur la fiche"),
        max_length=60,
        required=False,
        help_text=_("Quelques mots. Sans titre, c'est la question qui est écrite."),
    )
    help = blocks.CharBlock(label=_("Aide"), max_length=250, required=False)
    example = blocks.CharBlock(label=_("Exemple"), max_length=250, required=False)

    class Meta:
        label = _("Question")


class PitchBlock(blocks.StructBlock):
    """*Pitch Creator*: the answers make a sheet of one page; then one says it aloud."""

    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)
    questions = blocks.ListBlock(PitchQuestionBlock(), min_num=2, max_num=8, label=_("Questions"))
    recorded = blocks.BooleanBlock(
        label=_("S'enregistrer"),
        required=False,
        default=True,
        help_text=_("Propose de dire le pitch à voix haute, avec un minuteur."),
    )
    seconds = blocks.IntegerBlock(
        label=_("Durée à viser, en secondes"), min_value=20, max_value=300, default=60
    )

    class Meta:
        label = _("Pitch")
        icon = "pick"
