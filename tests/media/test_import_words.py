"""Nothing that the readers may find is without words."""

import ast
import re
from pathlib import Path

from django.utils import translation

import media
from media import h5p, scorm
from media.archives import ArchiveRefused
from media.importing import problems
from media.refusals import REFUSALS, SENTENCES, sentence, sentences
from media.remarks import REMARKS

ROOT = Path(media.__file__).parent
CALLS = {"refuse", "warn", "Problem", "ArchiveRefused", "because", "_refusing"}
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LISTED = re.compile(r"`([a-z0-9-]+)`")


def called(folder):
    """Return the codes that are written where something is found to be wrong."""
    found = set()
    for path in sorted((ROOT / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in CALLS:
                code = node.args[0]
                if isinstance(code, ast.Constant) and CODE.fullmatch(str(code.value)):
                    found.add(code.value)
    return found


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


class TestSentences:
    def test_are_there_for_every_code_and_for_nothing_else(self):
        folders = ("archives", "h5p", "scorm", "importing")
        codes = {
            *(code for folder in folders for code in called(folder)),
            *LISTED.findall(ArchiveRefused.__doc__),
            *LISTED.findall(h5p.Refused.__doc__),
            *(*scorm.ERRORS, *scorm.WARNINGS, *scorm.CODES),
            *(*problems.ERRORS, *problems.WARNINGS),
        }

        assert len(codes) > 100
        assert codes ^ set(SENTENCES) == set()

    def test_have_one_meaning_a_code(self):
        assert set(REFUSALS).isdisjoint(REMARKS)

    def test_can_be_said_with_nothing_known(self):
        with translation.override("fr"):
            said = [sentence({"code": code}) for code in sorted(SENTENCES)]

        assert [words for words in said if not words.endswith(".") or "%" in words] == []
        assert [words for words in said if re.search(r" [:;?!»]|« ", words)] == []

    def test_name_the_file_once(self):
        bomb = {"code": "compression-bomb", "path": "media/film.mp4", "detail": ""}
        missing = {"code": "invalid-h5p-json-file", "path": "h5p.json", "detail": ""}

        assert sentence(bomb).endswith(" (media/film.mp4)")
        assert sentence(missing).count("h5p.json") == 1

    def test_survive_a_path_with_signs_of_format(self):
        assert "100 %s.html" in sentence({"code": "corrupt-file", "path": "100 %s.html"})

    def test_say_a_code_that_is_not_known_yet(self):
        assert "(flying-saucer)" in sentence({"code": "flying-saucer"})

    def test_are_said_once(self):
        again = [{"code": "empty", "path": "", "detail": ""}] * 3

        assert len(sentences(again)) == 1
