"""The public site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """What Palier is, for someone who has never pushed the door of an institution."""

    headline = models.CharField(_("accroche"), max_length=120)
    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"])
    contact_name = models.CharField(_("à qui parler"), max_length=120, blank=True)
    contact_phone = models.CharField(_("téléphone"), max_length=20, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("contact_name"),
        FieldPanel("contact_phone"),
    ]
    template = "cms/home_page.html"
    max_count = 1

    class Meta:
        verbose_name = _("page d'accueil")
        verbose_name_plural = _("pages d'accueil")
