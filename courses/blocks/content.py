"""What is read, seen or heard."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

RICH_TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "blockquote", "link"]


class TextBlock(blocks.RichTextBlock):
    """Plain French; the words of the glossary explain themselves."""

    class Meta:
        label = _("Texte")
        icon = "doc-full"


class IllustrationBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Texte de remplacement"),
        max_length=250,
        help_text=_("Ce que montre l'image, pour qui ne la voit pas."),
    )
    caption = blocks.CharBlock(label=_("Légende"), max_length=250, required=False)

    class Meta:
        label = _("Image")
        icon = "image"


class AudioBlock(blocks.StructBlock):
    audio = SnippetChooserBlock("media.Audio", label=_("Son"))

    class Meta:
        label = _("Son avec transcription")
        icon = "media"


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre"), max_length=100)
    text = blocks.TextBlock(label=_("Texte"))

    class Meta:
        label = _("À retenir")
        icon = "help"
