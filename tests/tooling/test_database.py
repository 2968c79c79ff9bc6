import pytest
from wagtail.models import Locale, Page, Site

pytestmark = pytest.mark.django_db


class TestMigratedDatabase:
    def test_holds_the_rows_of_the_migrations(self):
        assert Page.objects.filter(depth=1).exists()
        assert Locale.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTransactionalTest:
    """Twice, for the second one comes after a flush."""

    @pytest.mark.parametrize("turn", [1, 2])
    def test_finds_the_rows_of_the_migrations(self, turn):
        assert Page.objects.filter(depth=1).exists()
        assert Site.objects.exists()
