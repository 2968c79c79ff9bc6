"""Logs that say what happened and never to whom."""

import logging
import traceback
from typing import Any


class WithoutPeople(logging.Filter):
    """Keep names, addresses and secret links out of every line.

    A line about a request says its view instead of its path; an exception says its class and
    frames, never its text, which may quote what someone wrote.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            record.msg, record.args = "%s %s", (record.levelname.lower(), describe(request))
            record.status = getattr(record, "status_code", None)
            del record.__dict__["request"]
        if record.name.startswith("celery."):
            self.clean_task(record)
        if record.exc_info and record.exc_info[1] is not None:
            self.clean_exception(record, record.exc_info[1])
        return True

    def clean_task(self, record: logging.LogRecord) -> None:
        """Celery quotes arguments, results and exceptions."""
        record.__dict__.pop("data", None)
        if isinstance(record.args, dict) and "name" in record.args:
            record.msg = "task %s[%s] %s"
            usual = "received" if record.name.endswith(".strategy") else "done"
            what = record.args.get("description") or usual
            record.args = (record.args["name"], record.args.get("id", "-"), what)

    def clean_exception(self, record: logging.LogRecord, error: BaseException) -> None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        record.exc_info = None
        record.exc_text = None
        record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}\n{frames}", ()


def describe(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return f"{getattr(request, 'method', '-')} {match.view_name if match else '-'}"


def configuration(formatter: str, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: `formatter` is ``json`` or ``text``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "django_guid.log_filters.CorrelationId"},
            "without_people": {"()": "core.logs.WithoutPeople"},
        },
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(correlation_id)s %(message)s",
                "rename_fields": {"correlation_id": "request_id", "levelname": "level"},
            },
            "text": {"format": "%(levelname)s %(name)s [%(correlation_id)s] %(message)s"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["request_id", "without_people"],
                "formatter": formatter,
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its lines carry the raw path, and so the secret part of signed links.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            # One line per indexed object and per revision.
            "django_tasks": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},
            # A line for each request without an id, and one about a broker without a host.
            "django_guid": {"level": "WARNING"},
            "kombu.connection": {"level": "ERROR"},
        },
    }
