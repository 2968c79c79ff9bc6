"""Settings of the tests: the one settings module, minus what a test must not wait for or send."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_VAR_DIR = Path(tempfile.mkdtemp(prefix="palier-tests-"))
atexit.register(shutil.rmtree, _VAR_DIR, ignore_errors=True)

# The environment and the .env of whoever runs the tests must not change what they find.
_KEPT = {"DATABASE_URL"}
_OURS = Path(__file__).resolve().parent.parent / ".env.example"
for _line in _OURS.read_text().splitlines():
    _name = _line.lstrip("# ").partition("=")[0]
    if _name.isupper() and _name not in _KEPT:
        os.environ.pop(_name, None)
os.environ |= {
    "PALIER_ENV_FILE": os.devnull,
    "PALIER_VAR_DIR": str(_VAR_DIR),
    "SECRET_KEY": "only-for-tests",
}

from config.settings import *  # noqa: F403 - all of them
from config.settings import DATABASES, LOGGING, STORAGES

ALLOWED_HOSTS = ["testserver", ".localhost", "127.0.0.1", "[::1]"]

# tests/database.py gives each run a copy of a migrated database of its own.
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["TEST"] = {"NAME": str(_VAR_DIR / "test.sqlite3")}
_database["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_SENDING_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT = str(_VAR_DIR / "static")
Path(STATIC_ROOT).mkdir()
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

# The only place where a task runs inside its caller.
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"

# Wagtail indexes what is saved, for its search: two thirds of the time of a factory.
# A test of that asks for the backend that runs at once.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "WARNING"}}
