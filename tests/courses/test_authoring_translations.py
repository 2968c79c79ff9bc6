"""A module in another language: the same address, the same activities."""

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Locale

from courses.models import Module
from courses.translations import translate_module, write_catalogue
from tests.courses.factories import ModuleFactory, body
from tests.courses.test_authoring_copies import ids

pytestmark = pytest.mark.django_db

STARTER = settings.BASE_DIR / "courses" / "starter"
SAMPLE = STARTER / "translations" / "en" / "par-ou-je-commence.po"


@pytest.fixture
def catalogue(tmp_path):
    """Return what writes the strings of a module, each of them translated by `say`."""

    def write(module, say=str.upper):
        path = tmp_path / "module.po"
        write_catalogue(module=module, catalogue=path)
        strings = polib.pofile(str(path))
        for entry in strings:
            entry.msgstr = say(entry.msgid)
        strings.save()
        return path

    return write


@pytest.fixture
def module():
    made = ModuleFactory(objectives=["Calculer un prix"], body=body("quiz", "reflection"))
    return Module.objects.get(pk=made.pk)


class TestTranslateModule:
    def test_says_it_all_in_the_other_language(self, module, catalogue):
        done = translate_module(module=module, language="en", catalogue=catalogue(module))

        told = Module.objects.get(pk=done.module.pk)
        assert told.live
        assert told.title == module.title.upper()
        assert told.objectives == ["CALCULER UN PRIX"]
        assert told.body[0].value["question"] == "QUE COUVRE LE PRIX ?"
        assert (done.strings, done.unused) == (done.translated, 0)

    def test_keeps_the_address_the_activities_and_the_frame(self, module, catalogue):
        told = translate_module(module=module, language="en", catalogue=catalogue(module)).module

        assert told.slug == module.slug
        assert told.translation_key == module.translation_key
        assert told.duration == module.duration
        assert ids(list(told.body.raw_data)) == ids(list(module.body.raw_data))

    def test_leaves_what_is_not_translated_in_french(self, module, catalogue):
        def say(text):
            return "One sentence." if text == "Une phrase." else ""

        done = translate_module(module=module, language="en", catalogue=catalogue(module, say))

        assert done.module.summary == "One sentence."
        assert done.module.title == module.title
        assert done.translated < done.strings

    def test_twice_is_once(self, module, catalogue):
        path = catalogue(module)

        one = translate_module(module=module, language="en", catalogue=path)
        two = translate_module(module=module, language="en", catalogue=path)

        assert one.module.pk == two.module.pk
        assert Module.objects.count() == 2


class TestStarter:
    def test_speaks_english_from_its_first_module(self):
        call_command("import_path", str(STARTER / "mon-projet-pas-a-pas"), verbosity=0)
        module = Module.objects.get(slug="par-ou-je-commence")

        done = translate_module(module=module, language="en", catalogue=SAMPLE)

        assert done.unused == 0, "The module changed: write its catalogue again."
        assert done.translated == done.strings
        assert done.module.title == "Where do I start"
        assert "Knowing myself" in str(done.module.body[2].value.source)


class TestWorkshop:
    def test_offers_a_translation_to_who_writes(self, as_trainer, module):
        Locale.objects.get_or_create(language_code="en")

        page = as_trainer.get(reverse("wagtailsnippets_courses_module:list")).content.decode()

        assert "/localize/submit/snippet/courses/module/" in page

    def test_opens_the_page_of_a_translation(self, as_trainer, module, catalogue):
        told = translate_module(module=module, language="en", catalogue=catalogue(module)).module

        url = reverse("wagtailsnippets_courses_module:edit", args=[told.pk])

        assert as_trainer.get(url).status_code == 200
