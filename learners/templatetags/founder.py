"""Words of the founder's and the trainer's pages."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from learners.phone import show_phone
from learners.services import session_mail

register = template.Library()

register.filter("phone", show_phone)


@register.filter
def spoken_time(moment: datetime) -> str:
    """``mardi 24 novembre à 14 h 30``."""
    return session_mail.spoken_time(moment)


@register.filter
def spoken_day(moment: datetime) -> str:
    """``mardi 24 novembre 2026``."""
    return date_format(timezone.localtime(moment), "l j F Y")


@register.filter
def spoken_hour(moment: datetime) -> str:
    """``16 h`` or ``16 h 30``."""
    return session_mail.spoken_hour(timezone.localtime(moment))
