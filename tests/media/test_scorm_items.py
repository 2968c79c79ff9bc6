"""Items and metadata of a manifest: what each says is kept, what means nothing is left out."""

import pytest

from media.scorm import parse_manifest
from tests.media.manifests import NAMESPACES, item, manifest


def parse(text: str):
    return parse_manifest(text.encode(), ["index.html"])


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


class TestItems:
    def test_keep_their_tree(self):
        inner = item("I2", "R1") + item("I3", inside=item("I4", "R1", isvisible="false"))
        read = parse(manifest(items=item("I1", inside=inner)))

        assert [found.identifier for found in read.walk()] == ["I1", "I2", "I3", "I4"]
        assert [found.identifier for found in read.launchable()] == ["I2", "I4"]
        assert [found.visible for found in read.walk()] == [True, True, True, False]

    def test_share_a_file_and_not_their_identifier(self):
        items = item("I1", "R1", parameters="?content=1") + item("I1", "R1", parameters="content=2")
        read = parse(manifest(items=items))

        first, second = read.launchable()
        assert first.identifier != second.identifier
        assert [first.href, second.href] == ["index.html?content=1", "index.html?content=2"]
        assert codes(read.warnings) == {"item-identifier-duplicate"}

    def test_carry_what_1_2_says_of_them(self):
        inside = (
            '<adlcp:prerequisites type="aicc_script">I0 &amp; ~I9</adlcp:prerequisites>'
            "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed>"
            "<adlcp:timelimitaction>exit, message</adlcp:timelimitaction>"
            "<adlcp:datafromlms>a=1\nb=2</adlcp:datafromlms>"
            "<adlcp:masteryscore>87,5</adlcp:masteryscore>"
        )
        read = parse(manifest(items=item("I0", "R1") + item("I1", "R1", inside)))

        _first, found = read.walk()
        assert found.prerequisites == "I0 & ~I9"
        assert found.max_time_allowed == "00:30:00"
        assert found.time_limit_action == "exit,message"
        assert found.data_from_lms == "a=1\nb=2"
        assert found.mastery_score == 87.5
        assert codes(read.warnings) == {"prerequisites-unknown-item"}

    @pytest.mark.parametrize(
        ("inside", "code"),
        [
            ("<adlcp:masteryscore>abc</adlcp:masteryscore>", "item-value-invalid"),
            ("<adlcp:masteryscore>101</adlcp:masteryscore>", "item-value-invalid"),
            ("<adlcp:masteryscore></adlcp:masteryscore>", None),
            ("<adlcp:timelimitaction>explode</adlcp:timelimitaction>", "item-value-invalid"),
            ("<adlcp:prerequisites>((</adlcp:prerequisites>", "prerequisites-unreadable"),
        ],
    )
    def test_lose_only_the_value_that_means_nothing(self, inside, code):
        read = parse(manifest(items=item("I1", "R1", inside)))

        assert read.launchable()[0].mastery_score is None
        assert codes(read.warnings) == ({code} if code else set())

    def test_cannot_be_launched_without_their_resource(self):
        read = parse(manifest(items=item("I1", "R1") + item("I2", "zz")))

        assert [found.is_launchable for found in read.walk()] == [True, False]
        assert codes(read.warnings) == {"resource-dangling"}

    @pytest.mark.parametrize(
        ("said", "threshold"),
        [
            ("<adlcp:completionThreshold>0.75</adlcp:completionThreshold>", 0.75),
            (
                '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5"/>',
                0.5,
            ),
            ('<adlcp:completionThreshold completedByMeasure="true"/>', 1.0),
            ('<adlcp:completionThreshold minProgressMeasure="0.5"/>', None),
            ("", None),
        ],
    )
    def test_are_completed_by_a_measure_when_they_say_so(self, said, threshold):
        read = parse(manifest(version="2004", items=item("I1", "R1", said)))

        assert read.launchable()[0].progress_threshold == threshold

    def test_carry_what_2004_says_of_them(self):
        inside = (
            "<adlcp:dataFromLMS>x</adlcp:dataFromLMS>"
            '<adlcp:data><adlcp:map targetID="store" writeSharedData="false"/></adlcp:data>'
            "<adlnav:presentation><adlnav:navigationInterface>"
            "<adlnav:hideLMSUI>continue</adlnav:hideLMSUI>"
            "<adlnav:hideLMSUI>previous</adlnav:hideLMSUI>"
            "</adlnav:navigationInterface></adlnav:presentation>"
            '<imsss:sequencing><imsss:limitConditions attemptAbsoluteDurationLimit="PT30M"/>'
            "</imsss:sequencing>"
        )
        read = parse(manifest(version="2004", items=item("I1", "R1", inside)))

        found = read.launchable()[0]
        assert found.data_from_lms == "x"
        assert [(data.target, data.read, data.write) for data in found.shared_data] == [
            ("store", True, False)
        ]
        assert found.hide_lms_ui == ("continue", "previous")
        assert found.max_time_allowed == "PT30M"


class TestMetadata:
    def test_tells_title_language_authors_and_licence(self):
        lom = (
            '<lom xmlns="urn:lom"><general><title><langstring xml:lang="fr-FR">Le titre'
            "</langstring></title><language>fr</language></general>"
            "<lifecycle><contribute><role><value>Author</value></role><centity><vcard>"
            "BEGIN:VCARD\nFN:Awa Diop\nEND:VCARD</vcard></centity></contribute></lifecycle>"
            "<rights><description><langstring>CC BY</langstring></description></rights></lom>"
        )
        read = parse(manifest(metadata=lom))

        assert read.metadata.title == "Le titre"
        assert read.language == "fr"
        assert read.metadata.authors == ("Awa Diop",)
        assert read.metadata.licence == "CC BY"

    @pytest.mark.parametrize("namespaces", NAMESPACES.values())
    def test_may_be_absent(self, namespaces):
        text = manifest(namespaces=namespaces)
        start, end = text.index("<metadata>"), text.index("</metadata>")

        assert parse(text[:start] + text[end + len("</metadata>") :]).language == ""
