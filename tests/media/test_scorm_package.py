"""A package in its archive: where its manifest is, what it is made with, whether it reports."""

import io
import subprocess
import sys

import pytest

from media.archives import Archive, ArchiveRefused
from media.scorm import Refused, kind_of, read_package
from media.scorm.reporting import MAX_BYTES, look_at
from tests.media.manifests import item, manifest, package_files, resource
from tests.media.zips import zip_of

SETS = '<script>API.LMSSetValue("cmi.core.lesson_status", "completed")</script>'
SETS_2004 = 'api.SetValue("cmi.completion_status", "completed")'
CMI5 = (
    '<?xml version="1.0" encoding="utf-8"?><courseStructure xmlns="urn:cmi5">'
    '<course id="urn:1"><title><langstring lang="fr-FR">Mon idée</langstring></title></course>'
    "</courseStructure>"
)


def archive_of(files, *, stored: bool = False) -> Archive:
    return Archive(zip_of(files, stored=stored))


def read(files, *, stored: bool = False):
    return read_package(archive_of(files, stored=stored))


class TestLibrary:
    def test_knows_nothing_of_django(self):
        code = "import media.scorm, sys; print(*(m for m in sys.modules if 'django' in m.lower()))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
        )

        assert done.stdout.strip() == ""


class TestPackage:
    def test_tells_what_it_is(self):
        package = read(package_files(manifest(), ["index.html", "a/b.css"]))

        assert (package.kind, package.version, package.root) == ("scorm", "1.2", "")
        assert package.title == "De l’idée au projet"
        assert package.files == 3
        assert package.bytes == sum(
            len(text.encode()) for text in package_files(manifest(), ["index.html", "a"]).values()
        )
        assert package.warnings == ()

    @pytest.mark.parametrize(
        ("said", "shown"), [("2004 3rd Edition", "2004 3rd"), ("CAM 1.3", "2004 2nd")]
    )
    def test_tells_its_edition(self, said, shown):
        text = manifest(version="2004", schema_version=said)

        assert read(package_files(text)).version == shown

    def test_may_be_in_one_folder(self):
        files = {f"Mon cours/{path}": text for path, text in package_files(manifest()).items()}
        package = read({**files, "__MACOSX/Mon cours/._x": "", "Mon cours/a/": ""})

        assert package.root == "Mon cours/"
        assert package.manifest.launchable()[0].href == "index.html"
        assert [warning.code for warning in package.warnings] == ["manifest-nested"]

    def test_may_be_written_in_capitals_and_backslashes(self):
        text = manifest(resources=resource("R1", r"pages\index.html"))

        package = read({"IMSMANIFEST.XML": text, "pages\\index.html": "<html></html>"})

        assert package.manifest.launchable()[0].path == "pages/index.html"

    @pytest.mark.parametrize(
        "files",
        [
            {"index.html": "<html></html>"},
            {"a/imsmanifest.xml": manifest(), "b/index.html": ""},
            {"a/b/imsmanifest.xml": manifest(), "a/b/index.html": ""},
        ],
        ids=["none", "two folders", "two levels"],
    )
    def test_is_refused_without_a_manifest(self, files):
        assert kind_of(archive_of(files)) is None
        with pytest.raises(Refused) as refused:
            read(files)

        assert [problem.code for problem in refused.value.problems] == ["manifest-missing"]

    def test_is_refused_with_a_manifest_of_many_megabytes(self):
        text = manifest() + "<!-- " + "x" * 5_000_000 + " -->"

        with pytest.raises(Refused) as refused:
            read(package_files(text))

        assert [problem.code for problem in refused.value.problems] == ["manifest-too-large"]

    def test_is_refused_when_its_manifest_is_corrupt(self):
        data = bytearray(zip_of(package_files(manifest()), stored=True).getvalue())
        at = data.index(b"<schema>")
        data[at : at + 8] = b"<SCHEMA>"

        with pytest.raises(ArchiveRefused):
            read_package(Archive(io.BytesIO(data)))

    def test_takes_its_title_and_licence_from_the_file_of_its_metadata(self):
        lom = (
            '<lom xmlns="urn:lom"><general><language>fr</language></general><rights><description>'
            "<string>CC BY-SA</string></description></rights></lom>"
        )
        text = manifest(metadata="<adlcp:location>meta/lom.xml</adlcp:location>")

        package = read({**package_files(text), "meta/lom.xml": lom})

        assert (package.language, package.metadata.licence) == ("fr", "CC BY-SA")

    def test_does_without_metadata_that_cannot_be_read(self):
        text = manifest(metadata="<adlcp:location>lom.xml</adlcp:location>")

        package = read({**package_files(text), "lom.xml": "<!DOCTYPE a><a/>"})

        assert [warning.code for warning in package.warnings] == ["metadata-unreadable"]


class TestCmi5:
    def test_is_named(self):
        package = read({"cmi5.xml": CMI5, "index.html": ""})

        assert (package.kind, package.title, package.language) == ("cmi5", "Mon idée", "fr-FR")
        assert package.manifest is None

    def test_gives_way_to_scorm(self):
        files = {**package_files(manifest()), "cmi5.xml": CMI5}

        assert kind_of(archive_of(files)) == "scorm"
        assert kind_of(archive_of({"a/cmi5.xml": CMI5})) == "cmi5"

    def test_that_cannot_be_read_is_refused(self):
        with pytest.raises(Refused):
            read({"cmi5.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"})


class TestReporting:
    @pytest.mark.parametrize(
        ("files", "answer", "tool"),
        [
            ({"index.html": SETS}, "yes", ""),
            ({"index.html": "", "js/app.js": SETS_2004}, "yes", ""),
            ({"a.js": "SetValue(a)", "b.js": "completion_status"}, "yes", ""),
            ({"index.html": "<p>Bonjour</p>", "a.js": "var a"}, "no", ""),
            ({"index.html": "LMSSetValue('cmi.core.score.raw', 1)"}, "unknown", ""),
            ({"index.html": "", "story_content/user.js": "x"}, "unknown", "Storyline"),
            ({"index.html": "", "scormcontent/lib/main.bundle.js": SETS_2004}, "yes", "Rise"),
            ({"index.html": "", "assets/js/CPM.js": "x"}, "unknown", "Captivate"),
            ({"index.html": '<meta name="generator" content="eXeLearning 2.9">'}, "unknown",
             "eXeLearning"),
            ({"index.html": "<!-- Created with iSpring Suite -->" + SETS}, "yes", "iSpring"),
            ({"index.html": "", "adapt/js/adapt.min.js": SETS}, "yes", "Adapt"),
            ({"note.txt": SETS}, "no", ""),
        ],
    )  # fmt: skip
    def test_is_told_by_the_scripts(self, files, answer, tool):
        look = look_at(archive_of(files), ["index.html"])

        assert (look.reports_completion, look.authoring_tool) == (answer, tool)

    def test_is_unknown_when_there_is_too_much_to_read(self):
        files = {f"{number}.js": "/" * 1_500_000 for number in range(8)}
        look = look_at(archive_of({**files, "far.js": "a" * 1_600_000 + SETS}, stored=True))

        assert look.reports_completion == "unknown"
        assert not look.is_whole
        assert look.bytes_read <= MAX_BYTES

    def test_is_looked_for_first_in_what_is_launched(self):
        resources = resource("R1", "z.html")
        files = {f"{number}.js": "/" * 1_500_000 for number in range(8)}
        text = manifest(items=item("I1", "R1"), resources=resources)

        package = read({**files, **package_files(text, ["z.html"]), "z.html": SETS}, stored=True)

        assert package.reporting.reports_completion == "yes"
