"""When things of media run."""

from celery import shared_task
from django.utils import timezone

from media.importing import forget_abandoned, import_next


@shared_task
def import_waiting_packages() -> None:
    while import_next(at=timezone.now()):
        pass


@shared_task
def forget_abandoned_uploads() -> int:
    return forget_abandoned(at=timezone.now())
