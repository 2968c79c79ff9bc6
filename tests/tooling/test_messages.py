import gettext

import pytest
from babel.messages.catalog import Catalog

from scripts import messages

PYTHON = """
title = _("Bonjour")
count = ngettext("%(n)d étape", "%(n)d étapes", n)
door = pgettext("d'une maison", "Porte")
other = _(variable)
"""
TEMPLATE = """{% load i18n %}
<p>{% translate "C'est fait" %}</p>
  {% blocktranslate count n=total trimmed %}
    Une réponse
  {% plural %}
    {{ n }} réponses
  {% endblocktranslate %}
{% translate "Porte" context "d'un avion" %}
{# Translators: said aloud #}
{% translate "Écoutez" %}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one app, whose texts are all translated."""
    (tmp_path / "core" / "templates").mkdir(parents=True)
    (tmp_path / "core" / "models.py").write_text(PYTHON)
    (tmp_path / "core" / "templates" / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "APPS", ("core",))
    messages.update()
    return tmp_path


def translate(project, old: str = 'msgstr ""', new: str = 'msgstr "x"') -> None:
    path = messages.po_path("en")
    header, _, texts = path.read_text().partition("\n\n")
    path.write_text(f"{header}\n\n{texts.replace(old, new)}")


def translate_all(project) -> None:
    translate(project)
    translate(project, 'msgstr[0] ""', 'msgstr[0] "one"')
    path = messages.po_path("en")
    lines, plural = [], ""
    for line in path.read_text().splitlines():
        if line.startswith("msgid_plural"):
            plural = line.removeprefix("msgid_plural ")
        lines.append(f"msgstr[1] {plural}" if line == 'msgstr[1] ""' else line)
    path.write_text("\n".join(lines) + "\n")


class TestGather:
    def test_finds_texts_plurals_and_contexts(self, project):
        found = {messages.key(message) for message in messages.gather() if message.id}

        assert found == {
            (None, "Bonjour"),
            (None, ("%(n)d étape", "%(n)d étapes")),
            ("d'une maison", "Porte"),
            (None, "C'est fait"),
            (None, ("Une réponse", "%(n)s réponses")),
            ("d'un avion", "Porte"),
            (None, "Écoutez"),
        }


class TestUpdate:
    def test_keeps_what_is_translated(self, project):
        translate_all(project)
        (project / "core" / "models.py").write_text(PYTHON + '_("Nouveau")\n')

        messages.update()

        catalogue = messages.read("en")
        assert catalogue["Bonjour"].string == "x"
        assert catalogue["Nouveau"].string == ""

    def test_changes_nothing_the_second_time(self, project):
        before = messages.po_path("en").read_text()

        messages.update()

        assert messages.po_path("en").read_text() == before


class TestCheck:
    def test_passes_when_all_is_translated(self, project):
        translate_all(project)

        assert messages.check() == 0

    @pytest.mark.parametrize(
        ("planted", "reason"),
        [('_("Nouveau")', "missing"), ("", "untranslated")],
    )
    def test_fails_on_a_text_without_translation(self, project, capsys, planted, reason):
        (project / "core" / "models.py").write_text(PYTHON + planted)

        assert messages.check() == 1
        assert reason in capsys.readouterr().out

    def test_fails_on_an_uncertain_translation(self, project, capsys):
        translate_all(project)
        translate(project, 'msgid "Bonjour"', '#, fuzzy\nmsgid "Bonjour"')

        assert messages.check() == 1
        assert "fuzzy" in capsys.readouterr().out

    def test_fails_on_a_text_that_is_gone(self, project, capsys):
        translate_all(project)
        (project / "core" / "models.py").write_text("")

        assert messages.check() == 1
        assert "no longer used" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("source", "translation"),
        [
            ("Bonjour %(name)s", "Hello %(nom)s"),
            ("Bonjour %(name)s", "Hello"),
            ("Bonjour", "Hello %s"),
            ("Bonjour {name}", "Hello {nom}"),
            (("%(n)s étape", "%(n)s étapes"), ("%(n)s step", "steps")),
        ],
    )
    def test_fails_when_placeholders_differ(self, source, translation):
        catalogue = Catalog(locale="en")
        message = catalogue.add(source, translation)

        assert messages.problem_of(message) == "placeholders differ"

    def test_lets_a_singular_leave_its_number_out(self):
        message = Catalog(locale="en").add(
            ("%(n)s étape", "%(n)s étapes"), ("one step", "%(n)s steps")
        )

        assert messages.problem_of(message) == ""


class TestCompile:
    def test_writes_what_gettext_reads(self, project):
        translate_all(project)

        messages.compile_catalogues()

        with messages.po_path("en").with_suffix(".mo").open("rb") as stream:
            compiled = gettext.GNUTranslations(stream)
        assert compiled.gettext("Bonjour") == "x"
        assert compiled.ngettext("Une réponse", "%(n)s réponses", 2) == "%(n)s réponses"
        assert compiled.pgettext("d'un avion", "Porte") == "x"
