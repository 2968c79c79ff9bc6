"""imsmanifest.xml: what real tools write is read, what is dangerous or empty is refused."""

import pytest

from media.scorm import Refused, parse_manifest
from media.scorm.items import MAX_DEPTH, MAX_ITEMS
from media.scorm.problems import ERRORS, WARNINGS
from media.scorm.xml import MAX_BYTES, MAX_ELEMENTS
from tests.media.manifests import item, manifest, resource

CP_ONLY = 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="urn:x"'


def parse(text: str, paths=("index.html",)):
    return parse_manifest(text.encode(), paths)


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


def refusal(text: str | bytes, paths=("index.html",)) -> set[str]:
    with pytest.raises(Refused) as refused:
        parse_manifest(text if isinstance(text, bytes) else text.encode(), paths)
    assert codes(refused.value.problems) <= ERRORS.keys()
    return codes(refused.value.problems)


class TestVersion:
    @pytest.mark.parametrize(
        ("said", "version", "edition"),
        [
            ("1.2", "1.2", ""),
            (" 1.2 ", "1.2", ""),
            ("1.1", "1.2", ""),
            ("CAM 1.3", "2004", "2nd"),
            ("2004 2nd Edition", "2004", "2nd"),
            ("2004 3rd Edition", "2004", "3rd"),
            ("2004 4th Edition", "2004", "4th"),
            ("2004 4TH EDITION", "2004", "4th"),
        ],
    )
    def test_is_the_one_that_is_declared(self, said, version, edition):
        read = parse(manifest(version=version, schema_version=said))

        assert (read.version, read.edition) == (version, edition)
        assert read.warnings == ()

    @pytest.mark.parametrize("version", ["1.2", "2004"])
    @pytest.mark.parametrize(
        ("said", "code"), [("", "version-missing"), ("zorglub", "version-unknown")]
    )
    def test_is_told_by_the_namespaces_else(self, version, said, code):
        read = parse(manifest(version=version, schema_version=said))

        assert read.version == version
        assert codes(read.warnings) == {code}

    def test_is_that_of_adl_when_the_namespaces_disagree(self):
        mixed = CP_ONLY.replace("urn:x", "http://www.adlnet.org/xsd/adlcp_rootv1p2")

        assert parse(manifest(schema_version="", namespaces=mixed)).version == "1.2"

    @pytest.mark.parametrize(
        ("inside", "version"),
        [
            ("<adlcp:masteryscore>80</adlcp:masteryscore>", "1.2"),
            ("<sequencing/>", "2004"),
            ("", "1.2"),
        ],
    )
    def test_is_told_by_the_elements_when_nothing_else_does(self, inside, version):
        text = manifest(
            schema_version="",
            namespaces='xmlns:adlcp="urn:x"',
            items=item("I1", "R1", inside),
        )

        assert parse(text).version == version

    def test_is_trusted_with_a_warning_against_the_namespaces(self):
        read = parse(manifest(version="2004", schema_version="1.2"))

        assert read.version == "1.2"
        assert codes(read.warnings) == {"version-mismatch"}

    def test_is_the_fourth_edition_by_what_only_it_has(self):
        threshold = '<adlcp:completionThreshold completedByMeasure="true"/>'
        text = manifest(version="2004", schema_version="", items=item("I1", "R1", threshold))

        assert parse(text).edition == "4th"


class TestEncoding:
    @pytest.mark.parametrize(
        ("declared", "encoded", "warned"),
        [
            ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8", set()),
            ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8-sig", set()),
            ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16", set()),
            ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-le", set()),
            ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-be", set()),
            ('<?xml version="1.0" encoding="UTF-32"?>', "utf-32", set()),
            ('<?xml version="1.0" encoding="ISO-8859-1"?>', "cp1252", set()),
            ("<?xml version='1.0' encoding='windows-1252'?>", "cp1252", set()),
            ("", "utf-8", set()),
            ("", "cp1252", {"encoding-wrong"}),
            ('<?xml version="1.0" encoding="UTF-8"?>', "cp1252", {"encoding-wrong"}),
            ('<?xml version="1.0" encoding="UTF-16"?>', "utf-8", {"encoding-wrong"}),
            ('<?xml version="1.0" encoding="martien"?>', "utf-8", {"encoding-unknown"}),
            ('<?xml version="1.0" encoding="rot13"?>', "utf-8", {"encoding-unknown"}),
            ('<?xml version="1.0" encoding="utf-7"?>', "utf-8", {"encoding-unknown"}),
        ],
    )
    def test_is_found_whatever_is_declared(self, declared, encoded, warned):
        read = parse_manifest((declared + manifest()).encode(encoded), ["index.html"])

        assert read.title == "De l’idée au projet"
        assert codes(read.warnings) == warned

    def test_survives_bytes_that_are_of_no_encoding(self):
        data = manifest().encode().replace("é".encode(), b"\x81\xff")

        assert "encoding-wrong" in codes(parse_manifest(data, ["index.html"]).warnings)


SCORMTYPE = ' adlcp:scormtype="sco"'
ADLCP = ' xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'


def swapped(old: str, new: str):
    return lambda text: text.replace(old, new)


# A manifest, what is done to it, and the warning if it deserves one.
FAULTS = {
    "a long comment first": (lambda t: f"<!-- {'x' * 200_000} <manifest> -->\n{t}", None),
    "a long comment after": (lambda t: f'<?xml version="1.0"?><!-- {"é" * 9_000} -->{t}', None),
    "blanks first": (lambda t: f'\r\n <?xml version="1.0"?>{t}', "text-before-xml"),
    "a comment too early": (lambda t: f'<!-- me --><?xml version="1.0"?>{t}', "text-before-xml"),
    "NUL at the end": (lambda t: t + "\0\0", "control-characters"),
    "a control character": (swapped("Mon projet", "Mon \x0bprojet"), "control-characters"),
    "a bare ampersand": (swapped("Mon projet", "Moi & co"), "ampersand-bare"),
    "an unknown entity": (swapped("Mon projet", "Moi &foo; co"), "ampersand-bare"),
    "an HTML entity": (swapped("Mon projet", "Id&eacute;e"), "entity-undeclared"),
    "a foreign prefix": (swapped("</item>", "<x:y x:z='1'/></item>"), "prefix-undeclared"),
    "no ADL namespace": (swapped(ADLCP, ""), "prefix-undeclared"),
    "a manifest inside": (swapped("</manifest>", "<manifest/></manifest>"), "submanifest-ignored"),
    "an item without title": (swapped("<title>Mon projet</title>", ""), "item-title-missing"),
    "an item without name": (swapped('identifier="I1" ', ""), "item-identifier-missing"),
    "a default that is not there": (
        swapped(' default="O1"', ' default="zz"'),
        "organization-default-dangling",
    ),
    "no SCORM type": (swapped(SCORMTYPE, ""), "resource-type-missing"),
    "the type of 2004": (swapped("scormtype", "scormType"), None),
    "a file that is not there": (swapped("<file ", '<file href="no.js"/><file '), "files-missing"),
    "a dependency on nothing": (
        swapped("</resource>", '<dependency identifierref="zz"/></resource>'),
        "dependency-dangling",
    ),
    "another namespace": (swapped("<resource ", '<other xmlns="urn:extra"/><resource '), None),
}


class TestLeniency:
    @pytest.mark.parametrize(("change", "code"), FAULTS.values(), ids=FAULTS.keys())
    def test_reads_a_manifest_with(self, change, code):
        read = parse(change(manifest()))

        assert [found.href for found in read.launchable()] == ["index.html"]
        assert codes(read.warnings) == ({code} if code else set())

    def test_keeps_the_words_of_an_entity_and_of_a_cdata(self):
        cdata = manifest().replace("Mon projet", "Id&eacute;e <![CDATA[a & b]]> &LT;")

        assert next(parse(cdata).walk()).title == "Idée a & b <"

    def test_has_a_meaning_for_each_of_its_codes(self):
        assert not ERRORS.keys() & WARNINGS.keys()

    def test_says_a_fault_of_every_item_a_few_times_only(self):
        items = "".join(item(f"I{number}", "zz") for number in range(200))
        read = parse(manifest(items=items + item("last", "R1")))

        assert 0 < len(read.warnings) <= 20


class TestRefusal:
    @pytest.mark.parametrize(
        "doctype",
        [
            '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
            '<!DOCTYPE m SYSTEM "http://example.org/m.dtd">',
            '<!DOCTYPE m [<!ENTITY % p SYSTEM "http://example.org/m.dtd"> %p;]>',
            '<!-- first --><!DOCTYPE m [<!ENTITY x "y">]>',
        ],
    )
    @pytest.mark.parametrize("title", ["well formed", "a & b"])
    def test_is_for_any_document_type(self, doctype, title):
        text = doctype + manifest().replace("Mon projet", title)

        assert refusal(text) == {"manifest-dtd"}

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "manifest-unreadable"),
            (b"\0\0\0", "manifest-unreadable"),
            (b"not xml", "manifest-unreadable"),
            (b"<manifest>", "manifest-unreadable"),
            (b"<manifest><a></manifest>", "manifest-unreadable"),
            (b"<!-- never closed <manifest/>", "manifest-unreadable"),
            (b"<html/>", "manifest-root"),
            (b"<manifest/>", "nothing-to-launch"),
            (b" " * (MAX_BYTES + 1), "manifest-too-large"),
            (b"<manifest>" + b"<a/>" * MAX_ELEMENTS + b"</manifest>", "manifest-too-large"),
            (b"<a>" * 20_000, "manifest-too-deep"),
        ],
        ids=lambda value: value if isinstance(value, str) else repr(value[:20]),
    )
    def test_says_why(self, data, code):
        assert refusal(data) == {code}

    def test_is_for_items_without_end(self):
        assert refusal(manifest(items=item("I", "R1") * (MAX_ITEMS + 1))) == {
            "manifest-too-many-items"
        }

    def test_is_for_items_in_items_without_end(self):
        text = manifest(items="<item>" * (MAX_DEPTH + 1) + "</item>" * (MAX_DEPTH + 1))

        assert refusal(text) == {"manifest-too-deep"}

    def test_is_for_what_has_nothing_to_launch(self):
        assert refusal(manifest(items=item("I1"))) == {"nothing-to-launch"}

    def test_names_the_files_that_are_not_there(self):
        assert refusal(manifest(), paths=["other.html"]) == {
            "launch-file-missing",
            "nothing-to-launch",
        }

    @pytest.mark.parametrize("count", [1_000, 30_000])
    def test_comes_without_delay_for_markup_made_to_be_slow(self, count):
        for bomb in ("<!--", "&a", " p:", "<![CDATA[", "<?"):
            assert refusal(f"<manifest a:b=''>{bomb * count}")


class TestOrganizations:
    def test_gives_way_when_the_default_one_launches_nothing(self):
        empty = f'<organization identifier="O1"><title>A</title>{item("A")}</organization>'
        full = f'<organization identifier="O2"><title>B</title>{item("B", "R1")}</organization>'
        read = parse(
            manifest(organizations=f'<organizations default="O1">{empty}{full}</organizations>')
        )

        assert read.organization.identifier == "O2"
        assert codes(read.warnings) == {"organization-default-empty"}

    def test_is_the_first_when_none_is_the_default(self):
        every = "".join(
            f'<organization identifier="O{n}"><title>{n}</title>{item(f"I{n}", "R1")}'
            "</organization>"
            for n in (1, 2)
        )
        read = parse(manifest(organizations=f"<organizations>{every}</organizations>"))

        assert read.organization.identifier == "O1"
        assert codes(read.warnings) == {"organization-default-missing"}

    @pytest.mark.parametrize("organizations", ["", "<organizations/>"])
    def test_is_made_of_the_scos_when_there_is_none(self, organizations):
        resources = (
            resource("R1", "index.html")
            + resource("A", "style.css", "asset")
            + resource("R2", "deux.html")
        )
        text = manifest(organizations=organizations, resources=resources)
        read = parse(text, ["index.html", "style.css", "deux.html"])

        assert [found.href for found in read.launchable()] == ["index.html", "deux.html"]
        assert codes(read.warnings) == {"organization-missing"}
