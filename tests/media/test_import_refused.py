"""Every file that is wrong, and what the trainer who sent it reads."""

import tracemalloc
from io import BytesIO

import pytest

from media.importing.libraries import Installed
from media.importing.problems import ImportRefused, as_json, one_refusal
from media.importing.reading import read_file
from media.importing.survey import survey
from media.refusals import sentences
from tests.media.zips import zip_of
from tests.packages import H5P, SCORM, bad, build, filename

# The code, and what the sentence begins with.
REFUSED = {
    "empty.zip": ("not-a-zip", "Ce fichier n'est pas un paquet"),
    "empty.h5p": ("unable-to-unzip", "Ce fichier ne s'ouvre pas"),
    "no-entry.zip": ("empty", "Cette archive est vide."),
    "text.zip": ("not-a-zip", "Ce fichier n'est pas un paquet"),
    "text.h5p": ("unable-to-unzip", "Ce fichier ne s'ouvre pas"),
    "truncated.zip": ("unable-to-unzip", "Ce fichier ne s'ouvre pas : il est incomplet ou abîmé."),
    "cut-before-the-end.zip": ("unable-to-unzip", "Ce fichier ne s'ouvre pas"),
    "bomb.zip": ("compression-bomb", "Ce fichier se déplie en une taille anormale"),
    "bomb.h5p": ("compression-bomb", "Ce fichier se déplie en une taille anormale"),
    "many-entries.zip": ("too-many-entries", "Cette archive contient trop de fichiers (20 000 au"),
    "lying-size.zip": ("size-mismatch", "« imsmanifest.xml » n'a pas la taille"),
    "wrong-checksum.zip": ("corrupt-file", "« imsmanifest.xml » est abîmé"),
    "encrypted.zip": ("encrypted", "Ce fichier est protégé par un mot de passe"),
    "climbing.zip": (
        "path-escapes",
        "Un fichier veut se ranger hors du paquet : « pages/../../dehors.html ».",
    ),
    "climbing-backslash.zip": ("path-escapes", "Un fichier veut se ranger hors du paquet"),
    "climbing.h5p": ("path-escapes", "Un fichier veut se ranger hors du paquet"),
    "absolute.zip": ("path-absolute", "Un fichier porte une adresse d'ordinateur"),
    "drive.zip": ("path-absolute", "Un fichier porte une adresse d'ordinateur"),
    "symlink.zip": ("link-or-device", "« dehors » n'est pas un fichier mais un raccourci"),
    "device.zip": ("link-or-device", "« zero » n'est pas un fichier mais un raccourci"),
    "same-name.zip": ("duplicate-path", "Deux fichiers portent le même nom"),
    "same-name-other-case.zip": ("duplicate-path", "Deux fichiers portent le même nom"),
    "same-name-backslash.zip": ("duplicate-path", "Deux fichiers portent le même nom"),
    "same-name-other-form.zip": ("duplicate-path", "Deux fichiers portent le même nom"),
    "control-character.zip": ("path-illegal", "Un nom de fichier contient des caractères"),
    "nul.zip": ("path-illegal", "Un nom de fichier contient des caractères invisibles"),
    "long-name.zip": ("path-too-long", "Un nom de fichier est trop long : « …aaaa"),
    "deep.zip": ("path-too-long", "Un nom de fichier est trop long"),
    "no-manifest.zip": ("not-a-package", "Cette archive n'est ni un paquet SCORM"),
    "empty-manifest.zip": ("manifest-unreadable", "Le sommaire du paquet"),
    "broken-manifest.zip": ("manifest-unreadable", "Le sommaire du paquet"),
    "not-a-manifest.zip": ("manifest-root", "imsmanifest.xml n'est pas le sommaire"),
    "nothing-to-launch.zip": ("nothing-to-launch", "Rien ne peut s'ouvrir dans ce paquet."),
    "launches-what-is-not-there.zip": (
        "launch-file-missing",
        "La page à ouvrir n'est pas dans le paquet : « absente.html ».",
    ),
    "launches-outside.zip": ("href-outside-package", "Une page à ouvrir se trouve hors du paquet"),
    "launches-a-script.zip": ("nothing-to-launch", "Rien ne peut s'ouvrir dans ce paquet."),
    "laughs.zip": ("manifest-dtd", "Le sommaire du paquet (imsmanifest.xml) définit"),
    "external-entity.zip": ("manifest-dtd", "Le sommaire du paquet (imsmanifest.xml) définit"),
    "external-address.zip": ("manifest-dtd", "Le sommaire du paquet (imsmanifest.xml) définit"),
    "php-in-content.h5p": (
        "not-in-whitelist",
        "Ce genre de fichier n'est pas permis dans un H5P : « content/images/shell.php ».",
    ),
    "html-in-content.h5p": ("not-in-whitelist", "Ce genre de fichier n'est pas permis"),
    "script-in-content.h5p": ("not-in-whitelist", "Ce genre de fichier n'est pas permis"),
    "drawing-in-content.h5p": ("not-in-whitelist", "Ce genre de fichier n'est pas permis"),
    "html-in-library.h5p": ("not-in-whitelist", "Ce genre de fichier n'est pas permis"),
    "no-h5p-json.h5p": ("invalid-h5p-json-file", "La fiche du H5P (h5p.json) manque"),
    "broken-h5p-json.h5p": ("unable-to-parse-package", "« h5p.json » est mal écrit."),
    "list-as-h5p-json.h5p": ("invalid-h5p-json-file", "La fiche du H5P (h5p.json) manque"),
    "deep-h5p-json.h5p": ("unable-to-parse-package", "« h5p.json » est mal écrit."),
    "no-content-json.h5p": ("invalid-content-folder", "Le contenu de l'activité manque"),
    "broken-content-json.h5p": ("unable-to-parse-package", "« content/content.json » est mal"),
    "no-title.h5p": ("missing-required-property", "Il manque « title » dans « h5p.json »."),
    "no-dependencies.h5p": ("missing-required-property", "Il manque « preloadedDependencies »"),
    "wrong-main-library.h5p": ("invalid-h5p-json-file", "La fiche du H5P (h5p.json) manque"),
    "wrong-language.h5p": ("invalid-h5p-json-file", "La fiche du H5P (h5p.json) manque"),
    "missing-main-library.h5p": (
        "missing-main-library",
        "Ce H5P ne contient pas le programme qui le joue (« H5P.Nowhere »)",
    ),
    "missing-library.h5p": (
        "missing-required-library",
        "Il manque à ce H5P une bibliothèque (« H5P.PalierShared 1.0 »)",
    ),
    "library-of-another-name.h5p": (
        "library-directory-name-mismatch",
        "Le dossier d'une bibliothèque ne porte pas son nom",
    ),
    "broken-library-json.h5p": ("invalid-library-json-file", "La fiche d'une bibliothèque manque"),
    "no-library-json.h5p": ("invalid-library-json-file", "La fiche d'une bibliothèque manque"),
    "no-version.h5p": ("missing-required-property", "Il manque « minorVersion »"),
    "library-file-missing.h5p": (
        "library-missing-file",
        "Une bibliothèque a perdu un de ses fichiers : « H5P.PalierChoice-1.0/scripts/choice.js ».",
    ),
    "broken-semantics.h5p": (
        "invalid-semantics-json-file",
        "Une bibliothèque décrit mal ses champs",
    ),
    "broken-language.h5p": ("invalid-language-file", "Une traduction de bibliothèque"),
    "newer-core.h5p": ("api-version-unsupported", "Une bibliothèque est plus récente"),
    "script-outside.h5p": ("library-missing-file", "Une bibliothèque a perdu un de ses fichiers"),
}  # fmt: skip
# Those are fine but for what only an antivirus knows.
INFECTED = {"virus.zip", "virus.h5p"}
CMI5 = '<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"/>'


def read(data: bytes, name: str):
    """Read a file to its last byte, without keeping anything of it."""
    reading = read_file(BytesIO(data), name, installed=Installed(), may_install=True)
    with one_refusal():
        survey(reading.archive)
    return reading


def refusal(data: bytes, name: str) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        read(data, name)
    return caught.value


def words(refused: ImportRefused) -> str:
    return sentences(as_json(refused.problems))[0].replace("\u00a0", " ")


class TestRefusals:
    def test_are_all_tried(self):
        assert set(bad.NAMES) - INFECTED == set(REFUSED)

    @pytest.mark.parametrize("name", sorted(REFUSED))
    def test_say_what_is_wrong(self, name):
        code, begins = REFUSED[name]

        refused = refusal(bad.build(name), name)

        assert refused.problems[0].code == code
        assert words(refused).startswith(begins)

    def test_say_all_that_is_wrong_at_once(self):
        files = {"content/page.html": b"<p>", "content/shell.php": b"<?php"}

        refused = refusal(bad.h5p_with(files), "devis.h5p")

        assert [problem.path for problem in refused.problems] == list(files)

    def test_know_a_package_inside_of_an_archive(self):
        data = zip_of({"lisez-moi.txt": "Bonjour", "devis.h5p": build("choice")}).getvalue()

        assert words(refusal(data, "devis.zip")) == (
            "Cette archive en contient une autre : « devis.h5p ». Sortez-la, et envoyez celle-là."
        )

    def test_know_a_cmi5_package(self):
        data = zip_of({"cmi5.xml": CMI5, "index.html": "<p>"}).getvalue()

        assert words(refusal(data, "cours.zip")).startswith("C'est un paquet cmi5")

    def test_come_before_a_bomb_opens(self):
        data = bad.build("bomb.zip")

        tracemalloc.start()
        refusal(data, "bomb.zip")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert peak < 5_000_000


class TestRead:
    @pytest.mark.parametrize("name", [*SCORM, *H5P])
    def test_takes_what_real_tools_make(self, name):
        if name == "choice-without-libraries":
            pytest.skip("It plays where its libraries are installed.")

        reading = read(build(name), filename(name))

        assert reading.title
        assert reading.files
        assert reading.kind == ("h5p" if name in H5P else "scorm")

    def test_recognises_a_package_whatever_its_name(self):
        assert read(build("choice"), "devis.zip").kind == "h5p"
        assert read(build("single-sco-12"), "devis.h5p").kind == "scorm"

    def test_lists_items_in_the_order_of_the_plan(self):
        items = read(build("odd-manifest-12"), "prix.zip").manifest["items"]

        assert [(item["id"], item["kind"]) for item in items] == [
            ("accueil", "sco"),
            ("marche", "sco"),
            ("prix", "sco"),
            ("perdue", "cluster"),
        ]

    def test_keeps_the_rules_of_2004_for_its_engine(self):
        manifest = read(build("sequenced-2004"), "marche.zip").manifest

        assert manifest["version"] == "2004"
        assert [child["id"] for child in manifest["sequencing"]["children"]]
        assert {item["id"] for item in manifest["items"]} >= {
            child["id"] for child in manifest["sequencing"]["children"]
        }
