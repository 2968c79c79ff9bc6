"""The Celery application and the one schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("palier")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # publish() wakes the relay at once; this is for retries and for a wake-up that was lost.
    "relay-outbox": {
        "task": "core.tasks.relay_outbox",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "advance-referrals": {
        "task": "accompaniment.tasks.advance_referrals",
        "schedule": crontab(minute=15),
        "options": {"expires": 3600},
    },
    # A received package wakes the import at once; this is for one whose worker died.
    "import-waiting-packages": {
        "task": "media.tasks.import_waiting_packages",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget-abandoned-uploads": {
        "task": "media.tasks.forget_abandoned_uploads",
        "schedule": crontab(hour=3, minute=45),
        "options": {"expires": 3600},
    },
    "clear-expired": {
        "task": "core.tasks.clear_expired",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 3600},
    },
}
