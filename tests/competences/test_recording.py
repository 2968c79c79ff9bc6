import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from competences.models import CompetenceRecording
from tests.competences.factories import CompetenceFactory


def recording(content, name="voix.mp3"):
    return CompetenceRecording(competence=CompetenceFactory(), file=ContentFile(content, name=name))


@pytest.mark.django_db
class TestCompetenceRecording:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"ID3\x04....", "a.mp3"),
            (b"\xff\xfb....", "a.mp3"),
            (b"OggS....", "a.opus"),
            (b"\0\0\0 ftypM4A ", "a.m4a"),
        ],
    )
    def test_takes_what_telephones_play(self, content, name):
        recording(content, name).full_clean()

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"<svg onload=alert(1)>", "a.mp3"),
            (b"ID3\x04....", "a.html"),
            (b"ID3" + b"x" * 300_001, "a.mp3"),
            (b"", "a.mp3"),
        ],
    )
    def test_refuses_the_rest(self, content, name):
        with pytest.raises(ValidationError):
            recording(content, name).full_clean()

    def test_is_named_after_what_it_holds(self):
        names = set()
        for content in (b"ID3 one", b"ID3 two"):
            row = recording(content)
            row.save()
            names.add(row.file.name)
            assert row.file.name.startswith("audio/")

        assert len(names) == 2
