import uuid
from datetime import timedelta

import pytest

from learners.models import NotebookPage, Project
from learners.services.notebook import (
    MOST_PAGES,
    ONE_SITTING,
    PageChanged,
    TooManyPages,
    add_page,
    place_page,
    put_page_back,
    remove_page,
    restore_page,
    save_page,
)
from learners.services.project import ensure_project
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.learners.pages import text_of, url
from tests.learners.projects import page_of, together

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def awa():
    return UserFactory(first_name="Awa")


@pytest.fixture
def karim(awa):
    karim = UserFactory(first_name="Karim")
    together(awa, karim, at=NOON)
    return karim


def write(page, words, by, *, version, act=None, at=LATER):
    return save_page(page=page, act=act, version=version, title="Une", words=words, by=by, at=at)


def titles(founder):
    project = Project.objects.carried_by(founder.pk).get()
    return list(project.pages.kept().values_list("title", flat=True))


class TestAddPage:
    def test_twice_by_the_same_act_is_one(self, awa):
        act = uuid.uuid4()

        assert add_page(founder=awa, act=act, at=NOON) == add_page(founder=awa, act=act, at=LATER)

    def test_never_takes_somebody_elses_id(self, awa):
        theirs = page_of(UserFactory(), "Secret", at=NOON)

        mine = add_page(founder=awa, act=theirs.uuid, at=NOON)

        assert mine != theirs
        assert mine.words == ""

    def test_is_refused_beyond_a_hundred(self, awa):
        project = ensure_project(founder=awa, at=NOON)
        NotebookPage.objects.bulk_create(
            NotebookPage(project=project, position=rank, written_by=awa, written_at=NOON)
            for rank in range(MOST_PAGES)
        )

        with pytest.raises(TooManyPages):
            add_page(founder=awa, act=None, at=NOON)


class TestSavePage:
    def test_sent_again_changes_nothing(self, awa):
        page = page_of(awa, "Une", "Un.", at=NOON)
        act = uuid.uuid4()

        assert write(page, "Deux.", awa, version=1, act=act)
        assert not write(page, "Deux.", awa, version=1, act=act)

        page.refresh_from_db()
        assert (page.words, page.version) == ("Deux.", 2)

    def test_an_old_act_again_does_not_come_back_over_a_later_one(self, awa):
        page = page_of(awa, "Une", "Un.", at=NOON)
        act = uuid.uuid4()
        write(page, "Deux.", awa, version=1, act=act)
        write(page, "Trois.", awa, version=2, at=LATER + ONE_SITTING)

        assert not write(page, "Deux.", awa, version=1, act=act)

        page.refresh_from_db()
        assert page.words == "Trois."

    def test_refuses_to_cover_what_she_did_not_read(self, awa, karim):
        page = page_of(awa, "Une", "Un.", at=NOON)
        write(page, "De Karim.", karim, version=1)

        with pytest.raises(PageChanged) as refusal:
            write(page, "D'Awa.", awa, version=1)

        assert refusal.value.page.words == "De Karim."
        page.refresh_from_db()
        assert (page.words, page.written_by) == ("De Karim.", karim)

    def test_that_only_continues_is_one_version(self, awa):
        page = page_of(awa, "Une", "Un", at=NOON)

        write(page, "Un, deux", awa, version=1, at=NOON + timedelta(minutes=1))
        write(page, "Autre chose", awa, version=2, at=NOON + timedelta(minutes=2))

        kept = page.versions.values_list("number", "words")
        assert list(kept) == [(3, "Autre chose"), (2, "Un, deux")]

    def test_keeps_the_words_that_another_continued(self, awa, karim):
        page = page_of(awa, "Une", "Un", at=NOON)

        write(page, "Un, deux", karim, version=1, at=NOON + timedelta(minutes=1))

        authors = page.versions.values_list("words", "written_by__first_name")
        assert list(authors) == [("Un, deux", "Karim"), ("Un", "Awa")]

    def test_takes_an_earlier_version_up_and_keeps_the_others(self, awa, karim):
        page = page_of(awa, "Une", "Un.", at=NOON)
        write(page, "Deux.", karim, version=1)

        assert restore_page(page=page, number=1, by=karim, at=LATER)
        assert not restore_page(page=page, number=1, by=karim, at=LATER)

        page.refresh_from_db()
        assert (page.words, page.version) == ("Un.", 3)
        assert page.versions.count() == 3


class TestPlacePage:
    def test_moves_one_and_twice_is_once(self, awa):
        first, _second, third = (page_of(awa, name, at=NOON) for name in ("Un", "Deux", "Trois"))

        place_page(page=third, rank=0)
        place_page(page=third, rank=0)
        assert titles(awa) == ["Trois", "Un", "Deux"]

        place_page(page=first, rank=9)
        assert titles(awa) == ["Trois", "Deux", "Un"]


class TestRemovePage:
    def test_is_undone(self, awa):
        page = page_of(awa, "Une", at=NOON)

        remove_page(page=page, at=LATER)
        assert titles(awa) == []

        put_page_back(page=page)
        assert titles(awa) == ["Une"]


class TestPageScreen:
    @pytest.fixture
    def page(self, enrolment):
        return page_of(enrolment.learner, "Mes fournisseurs", "Une ferme.", at=NOON)

    def sent(self, **changes):
        return {
            "title": "Mes fournisseurs",
            "words": "Une ferme, un moulin.",
            "version": "1",
            "statement_id": str(uuid.uuid4()),
        } | changes

    def test_begins_with_a_button(self, founder, enrolment):
        act = str(uuid.uuid4())

        first = founder.post(url("notebook_page_new"), {"statement_id": act})
        again = founder.post(url("notebook_page_new"), {"statement_id": act})

        assert first.url == again.url == url("notebook_page", act)
        assert "blanche" in text_of(founder.get(url("notebook")))

    def test_is_saved_and_leads_back(self, founder, page):
        response = founder.post(url("notebook_page", page.uuid), self.sent())

        assert response.url == f"{url('notebook')}#page-{page.uuid}"
        assert "Une ferme, un moulin." in text_of(founder.get(url("notebook")))

    def test_shows_both_texts_when_another_wrote_meanwhile(self, founder, enrolment, page):
        karim = UserFactory(first_name="Karim")
        together(enrolment.learner, karim, at=NOON)
        save_page(
            page=page, act=None, version=1, title="Mes fournisseurs", words="Le marché.",
            by=karim, at=NOON,
        )  # fmt: skip

        response = founder.post(url("notebook_page", page.uuid), self.sent())

        assert response.status_code == 409
        said = text_of(response)
        assert "par Karim" in said
        assert "Le marché." in said
        assert "Une ferme, un moulin." in said
        assert 'name="version" value="2"' in response.content.decode()

        founder.post(url("notebook_page", page.uuid), self.sent(version="2"))
        page.refresh_from_db()
        assert page.words == "Une ferme, un moulin."

    def test_tells_a_script_what_stands(self, founder, page):
        address, script = url("notebook_page", page.uuid), {"Accept": "application/json"}

        saved = founder.post(address, self.sent(), headers=script)
        refused = founder.post(address, self.sent(words="Autre."), headers=script)

        assert saved.json()["version"] == "2"
        assert refused.status_code == 409
        assert "Rien n'est perdu" in refused.json()["message"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": "a" * 121},
            {"words": "a" * 100_000},
        ],
    )
    def test_gives_back_what_is_too_long(self, founder, page, wrong):
        response = founder.post(url("notebook_page", page.uuid), self.sent(**wrong))

        assert response.status_code == 422
        assert next(iter(wrong.values())) in response.content.decode()

    def test_keeps_strange_words_without_what_no_database_wants(self, founder, page):
        founder.post(url("notebook_page", page.uuid), self.sent(words="Du \x00pain 😀\r\n<script>"))

        page.refresh_from_db()
        assert page.words == "Du pain 😀\n<script>"
        assert "<script>Du" not in founder.get(url("notebook")).content.decode()

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "²"])
    def test_treats_a_forged_version_as_unread(self, founder, page, version):
        response = founder.post(url("notebook_page", page.uuid), self.sent(version=version))

        assert response.status_code == 409

    @pytest.mark.parametrize("rank", ["", "x", "-1", "9" * 30])
    def test_goes_nowhere_by_a_forged_rank(self, founder, page, rank):
        response = founder.post(url("notebook_page_move", page.uuid), {"rank": rank})

        assert response.status_code == 404

    def test_is_removed_and_put_back_without_a_script(self, founder, page):
        removed = founder.post(url("notebook_page_remove", page.uuid), follow=True)
        assert "vous pouvez la remettre" in text_of(removed)
        assert "Une ferme." not in text_of(founder.get(url("notebook")))

        founder.post(url("notebook_page_put_back", page.uuid))
        assert "Une ferme." in text_of(founder.get(url("notebook")))

    def test_shows_who_wrote_each_version(self, founder, page):
        founder.post(url("notebook_page", page.uuid), self.sent(words="Autre chose."))

        said = text_of(founder.get(url("notebook_page_versions", page.uuid)))

        assert "Une ferme." in said
        assert "Awa, mardi 10 mars" in said

        founder.post(url("notebook_page_restore", page.uuid, 1))
        page.refresh_from_db()
        assert page.words == "Une ferme."

    def test_of_another_project_is_absent(self, founder):
        theirs = page_of(UserFactory(), "Secret", at=NOON)

        assert founder.get(url("notebook_page", theirs.uuid)).status_code == 404
        assert founder.post(url("notebook_page", theirs.uuid), self.sent()).status_code == 404
