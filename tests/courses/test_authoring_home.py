"""The first page of the workshop."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from courses.models import Module
from tests.courses.workshop import ADD, SUBMIT, form

pytestmark = pytest.mark.django_db

HOME = reverse("wagtailadmin_home")


class TestHome:
    def test_says_where_to_begin(self, as_trainer):
        text = as_trainer.get(HOME).content.decode()

        assert ADD in text
        assert "Soumettez." in text
        assert "wagtail.org" not in text

    def test_lists_what_one_left_and_where_it_stands(self, as_trainer):
        as_trainer.post(ADD, form(title="Un brouillon", slug="un-brouillon"))
        as_trainer.post(ADD, form(title="À relire", slug="a-relire") | SUBMIT)

        text = " ".join(as_trainer.get(HOME).content.decode().split())

        assert "module, brouillon" in text
        assert "module, en relecture" in text
        assert text.count("À relire</a>") == 1

    def test_leaves_what_others_wrote(self, as_trainer, as_editor):
        as_editor.post(ADD, form(title="Celui d'une autre"))

        assert "Celui d&#x27;une autre" not in as_trainer.get(HOME).content.decode()

    def test_asks_no_more_for_more_drafts(self, as_trainer, assert_same_queries):
        as_trainer.post(ADD, form())

        def grow():
            for rank in range(4):
                as_trainer.post(ADD, form(slug=f"module-{rank}"))

        assert_same_queries(lambda: as_trainer.get(HOME), grow=grow)

    def test_shows_validators_what_waits(self, as_trainer, as_editor):
        as_trainer.post(ADD, form(title="À relire") | SUBMIT)

        assert "À relire" in as_editor.get(HOME).content.decode()


class TestSubmitting:
    def test_says_that_somebody_will_read_it(self, as_trainer):
        response = as_trainer.post(ADD, form() | SUBMIT)

        said = " ".join(str(message) for message in get_messages(response.wsgi_request))
        assert "attend une relecture" in said
        assert not Module.objects.get().live
