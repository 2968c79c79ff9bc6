"""When things of accompaniment run."""

from celery import shared_task
from django.utils import timezone

from accompaniment.services import referrals


@shared_task
def advance_referrals() -> None:
    referrals.advance_referrals(at=timezone.now())
