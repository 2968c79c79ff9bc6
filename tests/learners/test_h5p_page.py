"""The page of an H5P content: all that its libraries ask for, and nothing about the person."""

import json
import re
from dataclasses import replace

import pytest

from learners.runtime.h5p_page import h5p_page
from learners.runtime.h5p_words import core_words
from learners.runtime.player import Launch
from media.h5p_bundles import bundle_url, core_digest
from media.models import PackageVersion
from tests.clock import NOON
from tests.learners.factories import AttemptFactory
from tests.media.factories import PackageVersionFactory

DATA = re.compile(r'<script id="launch" type="application/json">(.*?)</script>', re.DOTALL)
POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
SCRIPTS = re.compile(r"<script(?! id=.launch)[^>]*>")


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def launch(db):
    # Nothing to assemble: the core is compressed in the tests of bundles.
    version = PackageVersionFactory(kind="h5p", script="5" * 64, style="7" * 64)
    version.manifest |= {"core": core_digest(), "scripts": ["c/core.js"], "evaluates": False}
    return Launch(
        version=version,
        mode="normal",
        assets="/c/une-cle/",
        app_origin="https://palier.exemple.fr",
        language="fr",
        at=NOON,
        attempt=AttemptFactory(version=version),
        token="jeton",
        learner_id="u-1",
        learner_name="Diallo, Awa",
        sequence=12,
        states={"0": {"state": '{"answers":[1]}'}},
        block={},
    )


def page_of(launch: Launch) -> str:
    return h5p_page(launch).content.decode()


def data_of(launch):
    return json.loads(DATA.search(page_of(launch))[1])


def content_of(launch: Launch) -> dict:
    return data_of(launch)["integration"]["contents"]["cid-1"]


class TestH5PPage:
    def test_asks_for_one_script_and_one_style_sheet(self, launch):
        page = page_of(launch)

        loaded = re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', page)
        version = launch.version
        assert loaded == [bundle_url(version.style, ".css"), bundle_url(version.script, ".js")]
        assert page.count("const PalierLink") == 1

    def test_runs_only_its_own_scripts_and_those_of_the_libraries(self, launch, settings):
        settings.CONTENT_MEDIA_HOSTS = ["https://videos.exemple.fr"]
        page = page_of(launch)

        nonce = re.search(r'nonce="([^"]+)"', page)[1]
        policy = POLICY.search(page)[1].replace("&#x27;", "'")
        assert f"script-src 'nonce-{nonce}' http" in policy
        assert "https://videos.exemple.fr" in policy
        assert "unsafe" not in policy
        assert all(f'nonce="{nonce}"' in tag for tag in SCRIPTS.findall(page))
        launch.version.manifest["evaluates"] = True
        assert "'unsafe-eval'" in POLICY.search(page_of(launch))[1].replace("&#x27;", "'")

    def test_says_nothing_of_who_she_is(self, launch):
        page = page_of(launch)

        assert data_of(launch)["integration"]["user"] == {"name": "u-1", "mail": ""}
        assert "Diallo" not in page

    def test_gives_the_core_what_it_would_ask_for(self, launch):
        data = data_of(launch)
        integration, content = data["integration"], content_of(launch)

        assert integration["ajax"]["setFinished"] == "/r/jeton/finished"
        assert integration["ajax"]["contentUserData"] == "/r/jeton/state/:dataType/:subContentId"
        assert content["contentUserData"] == {"0": {"state": '{"answers":[1]}'}}
        assert content["contentUrl"] == "/c/une-cle/content"
        package = launch.version.package.uuid
        assert content["url"] == f"https://palier.exemple.fr/paquets/{package}"
        assert json.loads(content["jsonContent"]) == launch.version.manifest["content"]
        assert content["metadata"]["license"] == "CC BY-SA"
        library = launch.version.libraries.get()
        assert integration["libraryDirectories"] == {"H5P.PalierQuiz-1.2": library.sha256}
        assert integration["urlLibraries"].endswith("/b")
        assert (data["link"]["token"], data["link"]["after"]) == ("jeton", 12)

    @pytest.mark.parametrize("mode", ["review", "preview"])
    def test_has_nowhere_to_write_in_a_review_and_in_a_preview(self, launch, mode):
        shown = replace(launch, mode=mode)
        data = data_of(shown)

        assert (data["link"]["attempt"], data["link"]["token"]) == (None, None)
        assert "jeton" not in page_of(shown)
        # It is restored only where it would be saved.
        assert data["integration"]["saveFreq"]

    def test_shows_the_button_of_full_screen_when_the_content_has_one(self, launch):
        assert content_of(launch)["fullScreen"] == 0

        library = launch.version.libraries.get()
        library.data["fullscreen"] = 1
        library.save()
        assert content_of(launch)["fullScreen"] == 1

    def test_cannot_be_left_by_what_its_author_wrote(self, launch):
        launch.version.manifest["content"] = {"question": "</script><script>alert(1)</script>"}

        assert "alert(1)</script>" not in page_of(launch)
        assert "alert(1)" in content_of(launch)["jsonContent"]

    def test_assembles_what_a_former_core_had_assembled(self, launch):
        launch.version.manifest["core"] = "0" * 64
        page_of(launch)

        kept = PackageVersion.objects.get(pk=launch.version.pk)
        assert kept.manifest["core"] == core_digest()
        assert kept.script != "5" * 64

    def test_costs_no_query_more_with_more_libraries(self, launch, assert_same_queries):
        libraries = launch.version.libraries
        first = libraries.get()

        def more() -> None:
            for minor in range(10, 20):
                libraries.create(
                    machine_name="H5P.Autre",
                    major=1,
                    minor=minor,
                    patch=0,
                    sha256=f"{minor}" * 32,
                    installed_at=first.installed_at,
                )

        assert_same_queries(lambda: page_of(launch), grow=more)


class TestCoreWords:
    def test_answer_every_word_that_the_core_asks_for(self, settings):
        path = settings.NODE_MODULES / "h5p-standalone/dist/frame.bundle.js"
        asked = set(re.findall(r'\.t\("(\w+)"\)', path.read_text()))

        assert asked
        assert asked <= core_words().keys()
