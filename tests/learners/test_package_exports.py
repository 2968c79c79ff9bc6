import csv
import io
import zipfile

import pytest
from defusedxml.ElementTree import fromstring

from tests.learners.package_reports import ReportStage, say
from tests.learners.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return ReportStage()


@pytest.fixture
def trainer(client, stage):
    client.force_login(stage.trainer)
    return client


def cells_of(workbook: bytes) -> list[tuple[str, str]]:
    """Return the type and the words of every cell."""
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheets = sorted(each for each in archive.namelist() if "/sheet" in each)
        roots = [fromstring(archive.read(sheet)) for sheet in sheets]
    cells = [cell for root in roots for cell in root.iter(f"{name}c")]
    assert not any(cell.find(f"{name}f") is not None for cell in cells)
    return [(cell.get("t", "n"), "".join(cell.itertext())) for cell in cells]


class TestExport:
    @pytest.fixture
    def told(self, stage):
        """Each cell that a stranger can fill in is a formula."""
        awa = stage.person("=1+1", learner__last_name="@Awa")
        attempt = stage.attempt(awa, score_scaled=0.4, centiseconds=9_049)
        say(attempt, "+33", "wrong", label="-Combien ?", expected="=CMD()", key="#q")
        stage.attempt(stage.person("Bilal"))
        return stage

    def read(self, response):
        text = b"".join(response).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    def test_gives_a_line_an_answer(self, told, trainer):
        response = trainer.get(url("package_report_answers", *told.place))
        header, awa, bilal = self.read(response)

        assert response["Content-Disposition"].endswith('-reponses.csv"')
        line = dict(zip(header, awa, strict=True))
        assert (line["Prénom"], line["Nom"]) == ("'=1+1", "'@Awa")
        assert (line["Question"], line["Réponse"]) == ("'-Combien ?", "'+33")
        assert line["Réponse attendue"] == "'=CMD()"
        assert line["Commencée le"] == "10/03/2026 12:00"
        assert (line["Score (%)"], line["Temps (secondes)"]) == ("40", "90")
        assert (line["Réponse jugée"], line["Essais"]) == ("à revoir", "1")
        assert bilal[:4] == ["Bilal", "", "Printemps", "1"]

    def test_gives_a_line_a_question(self, told, trainer):
        header, question = self.read(trainer.get(url("package_report_questions", *told.place)))

        line = dict(zip(header, question, strict=True))
        assert (line["Question"], line["Réponse attendue"]) == ("'-Combien ?", "'=CMD()")
        assert (line["Justes du premier coup"], line["Temps médian (secondes)"]) == ("0", "")

    def test_gives_a_workbook_without_formulas(self, told, trainer):
        response = trainer.get(url("package_report_xlsx", *told.place))
        cells = cells_of(b"".join(response))

        assert '.xlsx"' in response["Content-Disposition"]
        assert {("inlineStr", "=CMD()"), ("inlineStr", "=1+1"), ("n", "40")} <= set(cells)

    def test_is_of_the_people_who_were_asked_for(self, told, trainer):
        address = url("package_report_answers", *told.place)

        assert len(self.read(trainer.get(address, {"du": "2026-03-11"}))) == 1
        wrong = trainer.get(address, {"du": "hier"})
        assert wrong["Location"] == f"{url('package_report', *told.place)}?du=hier"

    def test_numbers_questions_across_what_is_read_at_once(self, stage, trainer, monkeypatch):
        monkeypatch.setattr("learners.package_exports.QUESTIONS_AT_ONCE", 2)
        attempt = stage.attempt()
        for rank in range(5):
            say(attempt, key=f"sco-1#q{rank}", position=rank)

        rows = self.read(trainer.get(url("package_report_questions", *stage.place)))

        assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4", "5"]
