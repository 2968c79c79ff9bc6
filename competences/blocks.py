"""Questions without a right answer: what each answer leans to."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class PostureAnswerBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Réponse"), max_length=200)
    profiles = blocks.ListBlock(
        SnippetChooserBlock("competences.PostureProfile", label=_("Façon de faire")),
        label=_("Penche vers"),
        min_num=1,
        max_num=3,
        help_text=_("Une façon de faire, ou plusieurs à la fois."),
    )

    class Meta:
        label = _("Réponse")


class PostureQuestionBlock(blocks.StructBlock):
    """Several answers may be chosen, or none. Nothing is scored."""

    question = blocks.CharBlock(
        label=_("Situation"),
        max_length=200,
        help_text=_("Une situation de la vie, pas une opinion : « Un jour de marché… »."),
    )
    answers = blocks.ListBlock(PostureAnswerBlock(), label=_("Réponses"), min_num=2, max_num=6)

    class Meta:
        label = _("Situation")
        icon = "help"
