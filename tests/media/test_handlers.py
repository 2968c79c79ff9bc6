import pytest

from media.models import MediaImage, Rendition
from tests.media.factories import image

pytestmark = pytest.mark.django_db


class TestDrawFormats:
    def test_makes_the_light_formats_before_anybody_reads(self, deliver_outbox, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        added = image(1)

        deliver_outbox()

        drawn = Rendition.objects.filter(image=added).values_list("filter_spec", flat=True)
        assert any("avif" in spec for spec in drawn)
        assert any("webp" in spec for spec in drawn)

    def test_forgets_an_image_that_is_gone(self, deliver_outbox, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        image(1)
        MediaImage.objects.all().delete()

        assert deliver_outbox() == 1
