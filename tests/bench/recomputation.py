"""What competences come to, computed again for many founders: time and memory of a child."""

import subprocess
import sys
import time

from django.db import connection

from competences.models import Assessment, CompetenceProgress
from core.models import User
from tests.competences.factories import CompetenceFactory, FrameworkFactory
from tests.core.factories import OrganizationFactory, UserFactory

FOUNDERS, COMPETENCES, SPOILT = 10_000, 16, 1_600

# Three views of each competence: her own, her activities', somebody's of the team.
VIEWS = """
    INSERT INTO competences_assessment (id, learner_id, organization_id, competence_id, level_id,
      source, author_id, author_name, author_title, criteria, basis, comment,
      assessed_at, stored_at)
    SELECT gen_random_uuid(), person.id, %s, competence.id, level.id, said.source,
      CASE said.source WHEN 'founder' THEN person.id WHEN 'staff' THEN %s END,
      '', '', '[]', '{}', '', now() - said.days * interval '1 day', now()
    FROM core_user AS person
    CROSS JOIN competences_competence AS competence
    CROSS JOIN (VALUES ('founder', 30, 1), ('activities', 20, 2), ('staff', 10, 3))
      AS said (source, days, rank)
    JOIN competences_level AS level
      ON level.framework_id = competence.framework_id AND level.rank = said.rank
    WHERE person.last_name = 'Recalcul' AND competence.framework_id = %s
"""


def measure() -> list[dict[str, object]]:
    """Return a row for a first computation, one for a check, one for mending some rows."""
    _fill()
    made = _run("computed from nothing")
    checked = _run("checked", "--check")
    spoilt = CompetenceProgress.objects.order_by("pk").values("pk")[:SPOILT]
    CompetenceProgress.objects.filter(pk__in=list(spoilt.values_list("pk", flat=True))).update(
        views_count=9
    )
    mended = _run(f"{SPOILT} mended")
    return [made, checked, mended]


def _fill() -> None:
    organization, trainer = OrganizationFactory(), UserFactory()
    framework = FrameworkFactory(slug="recalcul")
    CompetenceFactory.create_batch(COMPETENCES, framework=framework)
    User.objects.bulk_create(
        User(first_name=f"Personne{n}", last_name="Recalcul", password="!") for n in range(FOUNDERS)
    )
    with connection.cursor() as cursor:
        cursor.execute(VIEWS, [organization.pk, trainer.pk, framework.pk])
        cursor.execute("ANALYZE competences_assessment")


# A child begins with the high-water mark of the process that made it: a small one stands between.
_WEIGH = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_pid, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def _run(what: str, *options: str) -> dict[str, object]:
    command = [sys.executable, "manage.py", "rebuild_progress", "--competences", *options]
    started = time.perf_counter()
    weighed = subprocess.run(
        [sys.executable, "-c", _WEIGH, *command], capture_output=True, text=True, check=True
    )
    kibibytes, code = map(int, weighed.stdout.split())
    return {
        "what": f"competences, {what}",
        "founders": FOUNDERS,
        "competences": COMPETENCES,
        "views": Assessment.objects.count(),
        "rows": CompetenceProgress.objects.count(),
        "seconds": round(time.perf_counter() - started, 1),
        "memory_MB": round(kibibytes * 1024 / 1_000_000, 1),
        "exit": code,
    }
