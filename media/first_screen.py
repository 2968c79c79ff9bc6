"""How long a phone waits for a package: said to authors before founders find out."""

from math import ceil

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

BITS_PER_SECOND = 400_000
"""A poor connection in a tower block: what a package is judged by."""
LATENCY_SECONDS = 2
HEAVY_SECONDS = 15
KILOBYTE, MEGABYTE, GIGABYTE = 1000, 1000**2, 1000**3


def seconds_to_start(weight: int) -> int:
    """Return how long the first screen of `weight` bytes takes to come."""
    return ceil(weight * 8 / BITS_PER_SECOND) + LATENCY_SECONDS


def is_heavy(weight: int) -> bool:
    return seconds_to_start(weight) > HEAVY_SECONDS


def shown_weight(weight: int) -> str:
    if weight < KILOBYTE:
        return _("moins de 1 Ko")
    if weight < MEGABYTE:
        return _("%s Ko") % number_format(round(weight / KILOBYTE))
    if weight < GIGABYTE:
        return _("%s Mo") % number_format(round(weight / MEGABYTE, 1))
    return _("%s Go") % number_format(round(weight / GIGABYTE, 1))


def shown_wait(weight: int) -> str:
    """Return the wait in words: nobody counts in seconds above two minutes."""
    seconds = seconds_to_start(weight)
    if seconds < 120:
        return ngettext("environ %d seconde", "environ %d secondes", seconds) % seconds
    minutes = round(seconds / 60)
    return ngettext("environ %d minute", "environ %d minutes", minutes) % minutes
