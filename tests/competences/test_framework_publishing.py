"""In the workshop: publishing, the next version, files in and out."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from competences.exchange.storage import export_framework
from competences.models import Competence, Framework
from competences.services.frameworks import new_version
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, FrameworkFactory
from tests.competences.packages import dumped, foreign

IMPORT = reverse("frameworks:import")


def page(framework: Framework) -> str:
    return reverse("frameworks:inspect", args=[framework.pk])


@pytest.mark.django_db
class TestPublishing:
    def test_is_for_editors(self, as_trainer, as_editor):
        framework = FrameworkFactory(draft=True)
        CompetenceFactory(framework=framework)
        url = reverse("frameworks:publish", args=[framework.pk])

        refused = as_trainer.post(url)
        framework.refresh_from_db()
        assert framework.is_draft
        assert refused.status_code in {302, 403}

        as_editor.post(url)
        framework.refresh_from_db()
        assert framework.state == "published"

    def test_says_what_is_missing(self, as_editor):
        framework = FrameworkFactory(draft=True)

        answer = as_editor.post(reverse("frameworks:publish", args=[framework.pk]), follow=True)

        assert "Ajoutez au moins une compétence" in answer.content.decode()

    def test_then_retiring(self, as_editor):
        framework = FrameworkFactory()

        as_editor.post(reverse("frameworks:retire", args=[framework.pk]))

        framework.refresh_from_db()
        assert framework.state == "retired"


@pytest.mark.django_db
class TestNextVersion:
    def test_is_a_draft_to_write_in(self, as_trainer):
        framework = FrameworkFactory()
        url = reverse("frameworks:new_version", args=[framework.pk])

        answer = as_trainer.post(url, {"version": "2"})

        assert answer.url == page(Framework.objects.get(version="2"))

    def test_that_exists_says_so_beside_the_field(self, as_trainer):
        framework = FrameworkFactory()

        answer = as_trainer.post(
            reverse("frameworks:new_version", args=[framework.pk]), {"version": "1"}
        )

        assert answer.status_code == 422
        assert "existe déjà" in answer.content.decode()

    def test_shows_what_became_of_each_competence(self, as_trainer):
        framework = FrameworkFactory()
        CompetenceFactory(framework=framework)
        new = new_version(of=framework, version="2", at=NOON)

        words = as_trainer.get(reverse("frameworks:passage", args=[new.pk])).content.decode()

        assert "Inchangée" in words
        first = as_trainer.get(reverse("frameworks:passage", args=[framework.pk]))
        assert "la première version" in first.content.decode()


@pytest.mark.django_db
class TestFiles:
    def send(self, client, data: bytes, name: str = "a.json", **fields):
        return client.post(IMPORT, {"file": SimpleUploadedFile(name, data), **fields})

    def test_come_in_as_a_draft(self, as_trainer):
        answer = self.send(as_trainer, dumped(foreign()), slug="cuisine")

        framework = Framework.objects.get(slug="cuisine")
        assert framework.is_draft
        assert answer.url == page(framework)

    def test_come_in_published_when_an_editor_asks(self, as_editor, as_trainer):
        framework = FrameworkFactory(draft=True, slug="cadre")
        CompetenceFactory(framework=framework)
        data = export_framework(framework=framework).replace(b'"Draft"', b'"Adopted"')
        data = data.replace(b'"Adopted"', b'"Adopted",\n  "statusStartDate": "2026-01-05"')
        Competence.objects.all().delete()
        Framework.objects.all().delete()

        self.send(as_trainer, data, publish="on")
        assert Framework.objects.get().is_draft
        self.send(as_editor, data, publish="on")
        assert Framework.objects.get().state == "published"

    @pytest.mark.parametrize("data", [b"{", b"\x00", b"PNG\xff", b"code;formulation\n;\n"])
    def test_that_are_bad_are_refused_with_every_reason(self, as_trainer, data):
        answer = self.send(as_trainer, data, name="a.csv")

        assert answer.status_code == 422
        assert "Rien n'est importé" in answer.content.decode()
        assert not Framework.objects.exists()

    def test_that_are_missing_or_empty_are_asked_for_again(self, as_trainer):
        assert as_trainer.post(IMPORT).status_code == 422
        assert self.send(as_trainer, b"").status_code == 422

    @pytest.mark.parametrize("kind", ["case", "csv"])
    def test_go_out(self, as_trainer, kind):
        framework = FrameworkFactory(slug="cadre")
        CompetenceFactory(framework=framework)

        answer = as_trainer.get(reverse("frameworks:export", args=[framework.pk, kind]))

        assert "cadre" in answer["Content-Disposition"]
        assert answer.content == export_framework(framework=framework, kind=kind)
        if kind == "case":
            assert json.loads(answer.content)["CFDocument"]["title"] == "Référentiel"
