"""What a founder writes or ticks about herself."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ReflectionBlock(blocks.StructBlock):
    """An open question whose answer goes to the *carnet de projet*."""

    label = blocks.CharBlock(label=_("Titre dans le carnet"), max_length=100)
    question = blocks.TextBlock(label=_("Question"))
    help = blocks.TextBlock(label=_("Aide"), required=False)

    class Meta:
        label = _("Réflexion")
        icon = "edit"


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=250), min_num=1, max_num=20, label=_("Éléments")
    )

    class Meta:
        label = _("Liste à cocher")
        icon = "list-ul"


class ScaleBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=300)
    low = blocks.CharBlock(label=_("Sens du plus bas"), max_length=80)
    high = blocks.CharBlock(label=_("Sens du plus haut"), max_length=80)
    steps = blocks.IntegerBlock(label=_("Nombre de marches"), min_value=3, max_value=7, default=5)
    help = blocks.TextBlock(label=_("Aide"), required=False)

    class Meta:
        label = _("Échelle")
        icon = "order"
