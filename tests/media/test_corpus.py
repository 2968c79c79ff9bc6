"""The packages that the players are tried with are what they say, and always the same bytes."""

import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests import packages
from tests.packages import bad, h5p, scorm

UNBOUND = tuple(name for name in packages.SCORM if name.startswith("odd-manifest"))
SOUND = tuple(name for name in packages.SCORM if name not in UNBOUND)
# An export that counts on the libraries that its host has.
WITHOUT_ALL_LIBRARIES = {"choice-without-libraries"}


def opened(name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packages.build(name)))


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def attributes(element: ElementTree.Element) -> dict[str, str]:
    return {name.rpartition("}")[2].lower(): value for name, value in element.attrib.items()}


def manifest(archive: zipfile.ZipFile) -> tuple[str, ElementTree.Element]:
    """Return the folder of the manifest and its root element."""
    (path,) = [name for name in archive.namelist() if name.endswith("imsmanifest.xml")]
    return path.removesuffix("imsmanifest.xml"), ElementTree.fromstring(archive.read(path))  # noqa: S314 - ours


def document(archive: zipfile.ZipFile, name: str) -> dict:
    return json.loads(archive.read(name).decode("utf-8-sig"))


@pytest.fixture(scope="module")
def refused():
    return {name: bad.build(name) for name in bad.NAMES}


class TestPackages:
    @pytest.mark.parametrize("name", [*packages.SCORM, *packages.H5P])
    def test_are_the_same_bytes_at_each_build(self, name):
        build = (scorm.PACKAGES | h5p.PACKAGES)[name]

        assert build() == build()

    @pytest.mark.parametrize("name", [*packages.SCORM, *packages.H5P])
    def test_are_sound_archives(self, name):
        assert opened(name).testzip() is None

    def test_are_as_many_as_the_players_need(self):
        kinds = {document(opened(name), "h5p.json")["mainLibrary"] for name in packages.H5P}

        assert len(packages.SCORM) >= 12
        assert len(kinds) >= 4

    def test_are_written_with_an_extension_that_says_what_they_are(self, tmp_path):
        written = packages.write_to(tmp_path, "single-sco-12", "choice")

        assert [path.name for path in written] == ["single-sco-12.zip", "choice.h5p"]
        assert all(zipfile.is_zipfile(path) for path in written)


class TestScormPackages:
    @pytest.mark.parametrize("name", SOUND)
    def test_hold_what_their_manifest_launches(self, name):
        archive = opened(name)
        folder, root = manifest(archive)
        files = {path.replace("\\", "/") for path in archive.namelist()}
        resources = {
            attributes(element)["identifier"]: attributes(element)
            for element in root.iter()
            if local(element) == "resource"
        }
        wanted = [
            attributes(element)["identifierref"]
            for element in root.iter()
            if local(element) == "item" and "identifierref" in attributes(element)
        ]

        assert wanted
        assert {folder + resources[key]["href"].split("?")[0] for key in wanted} <= files

    @pytest.mark.parametrize("name", SOUND)
    def test_hold_what_their_manifest_lists(self, name):
        archive = opened(name)
        folder, root = manifest(archive)
        files = {path.replace("\\", "/") for path in archive.namelist()}
        listed = {
            folder + element.attrib["href"] for element in root.iter() if local(element) == "file"
        }

        assert listed <= files

    @pytest.mark.parametrize("name", SOUND)
    def test_say_the_version_that_their_name_says(self, name):
        _folder, root = manifest(opened(name))
        (version,) = [element.text for element in root.iter() if local(element) == "schemaversion"]

        assert (version == "1.2") == name.endswith("-12")

    @pytest.mark.parametrize("name", UNBOUND)
    def test_with_an_odd_manifest_are_no_xml_that_a_plain_parser_reads(self, name):
        with pytest.raises(ElementTree.ParseError, match="unbound prefix"):
            manifest(opened(name))

    def test_with_a_nested_root_keep_a_name_in_the_old_code_page(self):
        (info,) = [
            info for info in opened("nested-root-12").infolist() if "détail" in info.filename
        ]

        assert not info.flag_bits & 0x800
        assert "\\" in info.filename


class TestH5pPackages:
    @pytest.mark.parametrize("name", packages.H5P)
    def test_hold_json_alone_where_json_is_said(self, name):
        archive = opened(name)

        for path in archive.namelist():
            if path.endswith(".json") and not path.startswith("__MACOSX/"):
                document(archive, path)

    @pytest.mark.parametrize("name", sorted({*packages.H5P} - WITHOUT_ALL_LIBRARIES))
    def test_hold_the_libraries_that_they_ask_for(self, name):
        archive = opened(name)
        asked = document(archive, "h5p.json")["preloadedDependencies"]
        libraries = [
            document(archive, path)
            for path in archive.namelist()
            if path.count("/") == 1 and path.endswith("/library.json")
        ]
        there = {
            (library["machineName"], int(library["majorVersion"]), int(library["minorVersion"]))
            for library in libraries
        }
        for library in libraries:
            asked += library.get("preloadedDependencies", [])

        assert {
            (one["machineName"], int(one["majorVersion"]), int(one["minorVersion"]))
            for one in asked
        } <= there

    @pytest.mark.parametrize("name", sorted({*packages.H5P} - WITHOUT_ALL_LIBRARIES))
    def test_hold_the_files_that_their_libraries_load(self, name):
        archive = opened(name)
        files = set(archive.namelist())

        for path in files:
            if path.count("/") == 1 and path.endswith("/library.json"):
                library = document(archive, path)
                loaded = [*library["preloadedJs"], *library.get("preloadedCss", [])]
                folder = path.removesuffix("library.json")
                assert {folder + one["path"] for one in loaded} <= files


class TestRefusedFiles:
    def test_are_the_same_bytes_at_each_build(self, refused):
        again = {name: build() for name, build in bad.BUILDERS.items() if "bomb" not in name}

        assert again == {name: data for name, data in refused.items() if name in again}

    def test_are_small_enough_to_send(self, refused):
        assert max(map(len, refused.values())) < 3 * 1024 * 1024

    @pytest.mark.parametrize("name", ["bomb.zip", "bomb.h5p"])
    def test_say_honestly_that_a_megabyte_is_a_gigabyte(self, name, refused):
        infos = zipfile.ZipFile(io.BytesIO(refused[name])).infolist()

        assert len(refused[name]) < 1.1 * 1024 * 1024
        assert sum(info.file_size for info in infos) > 1024**3

    def test_lie_about_their_size_in_both_headers(self, refused):
        info = zipfile.ZipFile(io.BytesIO(refused["lying-size.zip"])).getinfo("media/zeros.bin")

        assert info.file_size < info.compress_size

    def test_have_a_code_when_the_reference_has_one(self):
        assert set(bad.H5P_CODES) <= set(bad.NAMES)

    def test_carry_the_test_virus_in_pieces_alone(self):
        assert bad.virus() not in Path(bad.__file__).read_bytes()
