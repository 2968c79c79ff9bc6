import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import LearningPath, Module
from tests.courses.bundles import STARTER
from tests.learners.factories import CohortFactory, EnrolmentFactory

MOST_QUERIES = 12
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.mark.django_db
class TestFirstVisit:
    def test_asks_a_dozen_queries_at_most_of_a_module_with_pictures_and_sound(
        self, client, settings, tmp_path
    ):
        settings.MEDIA_ROOT = str(tmp_path)
        call_command("import_path", str(STARTER), verbosity=0)
        cohort = CohortFactory(path=LearningPath.objects.get(slug="mon-projet-pas-a-pas"))
        module = Module.objects.get(slug="ce-que-je-sais-faire")
        earlier, founder = EnrolmentFactory.create_batch(2, cohort=cohort)
        url = {
            each: reverse("learners:module", args=[each.uuid, module.slug])
            for each in (earlier, founder)
        }
        client.force_login(earlier.learner)
        client.get(url[earlier])
        client.force_login(founder.learner)

        with CaptureQueriesContext(connection) as captured:
            page = client.get(url[founder])

        asked = [q["sql"] for q in captured.captured_queries]
        asked = [sql for sql in asked if not sql.startswith(TRANSACTION)]
        assert page.status_code == 200
        assert len(asked) <= MOST_QUERIES, "\n".join(asked)
