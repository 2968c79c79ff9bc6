import json
import re
import uuid
from dataclasses import replace

import brotli
import pytest

from learners.models import Attempt
from learners.runtime.player import Launch, LaunchItem
from learners.runtime.scorm_page import launch_data, scorm_page
from media.models import PackageVersion
from media.player_scripts import script
from tests.clock import NOON
from tests.media.factories import item, scorm_manifest

LAUNCH = re.compile(r'<script id="launch" type="application/json">(.*?)</script>', re.DOTALL)


def version(*items, number: str = "1.2", **values) -> PackageVersion:
    manifest = scorm_manifest(*items, version=number) | values
    return PackageVersion(kind="scorm", title="Un <devis> d'abord", manifest=manifest)


def launch(of: PackageVersion, **values) -> Launch:
    opened = Launch(
        version=of,
        mode="normal",
        assets="/c/une-cle/",
        app_origin="https://palier.exemple.fr",
        language="fr",
        at=NOON,
        attempt=Attempt(uuid=uuid.UUID(int=7), version=of, current_item="sco-1"),
        token="jeton",
        learner_id="u-1",
        learner_name="Diallo, Awa",
    )
    return replace(opened, **values)


def left(**values: str) -> dict[str, LaunchItem]:
    """Return the one SCO as she left it, an hour in all."""
    names = {name.replace("__", "."): value for name, value in values.items()}
    return {
        "sco-1": LaunchItem(
            values=names,
            centiseconds=360_000,
            completion="incomplete",
            success="unknown",
            score=None,
            finished=True,
        )
    }


def first_values(opened: Launch) -> dict[str, str]:
    return launch_data(opened)["items"][0]["cmi"]


class TestLaunchData:
    def test_tells_a_first_visit_what_the_manifest_says(self):
        of = version(item(mastery=80.0, launch_data="prix=12", max_time="00:30:00"))

        values = first_values(launch(of))

        assert values["cmi.core.student_name"] == "Diallo, Awa"
        assert (values["cmi.core.entry"], values["cmi.core.credit"]) == ("ab-initio", "credit")
        assert values["cmi.student_data.mastery_score"] == "80"
        assert values["cmi.launch_data"] == "prix=12"

    def test_gives_back_what_was_left(self):
        items = left(cmi__suspend_data="page 4", cmi__core__exit="suspend")

        values = first_values(launch(version(), items=items))

        assert values["cmi.core.entry"] == "resume"
        assert values["cmi.suspend_data"] == "page 4"
        assert values["cmi.core.total_time"] == "0001:00:00.00"
        assert "cmi.core.exit" not in values

    def test_gives_the_thresholds_of_2004(self):
        of = version(item(completion_threshold=0.75, scaled_passing_score=0.6), number="2004")

        values = first_values(launch(of))

        assert values["cmi.completion_threshold"] == "0.75"
        assert values["cmi.scaled_passing_score"] == "0.6"
        assert (values["cmi.learner_name"], values["cmi.mode"]) == ("Diallo, Awa", "normal")

    @pytest.mark.parametrize("mode", ["review", "preview"])
    def test_gives_nothing_to_write_with_to_a_page_that_keeps_nothing(self, mode):
        attempt = None if mode == "preview" else launch(version()).attempt

        data = launch_data(launch(version(), mode=mode, attempt=attempt))

        assert (data["attempt"], data["token"]) == (None, None)

    def test_tells_a_review_that_it_counts_for_nothing(self):
        values = first_values(launch(version(), mode="review"))

        assert (values["cmi.core.lesson_mode"], values["cmi.core.credit"]) == (
            "review",
            "no-credit",
        )

    def test_asks_nothing_of_a_part_that_only_holds_others(self):
        cluster = item("bloc", href="", kind="cluster")

        data = launch_data(launch(version(cluster, item("sco-1", parent="bloc", depth=1))))

        assert [each["cmi"] == {} for each in data["items"]] == [True, False]


class TestScormPage:
    def test_runs_our_scripts_alone(self):
        response = scorm_page(launch(version()))

        page = response.content.decode()
        nonce = re.search(r'<script type="module"[^>]*nonce="([^"]+)"', page)[1]
        assert f"script-src &#x27;nonce-{nonce}&#x27;;" in page
        assert "unsafe" not in page
        assert response["Cache-Control"] == "no-store"

    def test_cannot_be_ended_by_a_title(self):
        of = version(item(title="</script><script>alert(1)</script>"))

        page = scorm_page(launch(of)).content.decode()

        assert "<script>alert" not in page
        assert json.loads(LAUNCH.search(page)[1])["items"][0]["title"].startswith("</script>")

    @pytest.mark.parametrize(("number", "name"), [("1.2", "scorm12"), ("2004", "scorm2004")])
    def test_loads_the_player_of_its_version(self, number, name):
        page = scorm_page(launch(version(number=number))).content.decode()

        assert f"/{name}.js" in page

    @pytest.mark.parametrize(
        ("number", "name", "most"), [("1.2", "scorm12", 40_000), ("2004", "scorm2004", 100_000)]
    )
    def test_is_light_for_a_poor_network(self, number, name, most):
        page = scorm_page(launch(version(number=number))).content

        assert len(brotli.compress(page)) + len(script(name).brotli) <= most
