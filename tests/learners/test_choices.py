"""Choosing, sorting, matching and reckoning, as it reaches the server."""

import html
import re
import uuid

import pytest
from django.urls import reverse

from tests.clock import NOON
from tests.courses.choices import CHOICES
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module, body
from tests.learners.factories import EnrolmentFactory

BY_SCRIPT = {"Accept": "application/json"}
FIELDS = {
    "card_sort": f"card-{uuid.UUID(int=110)}",
    "ordering": "item",
    "matching": f"pair-{uuid.UUID(int=130)}",
    "numeric": "number",
    "beliefs": f"belief-{uuid.UUID(int=140)}",
    "poll": "choice",
}


@pytest.fixture
def module(db):
    return ModuleFactory(body=body(*CHOICES))


@pytest.fixture
def enrolment(module):
    path = LearningPathFactory(blocks=[0])
    add_module(path.blocks.get(), module)
    return EnrolmentFactory(cohort__path=path)


@pytest.fixture
def client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


@pytest.fixture
def page(client, enrolment, module):
    address = reverse("learners:module", args=[enrolment.uuid, module.slug])
    return lambda: html.unescape(client.get(address).content.decode())


@pytest.fixture
def send(client, enrolment, module):
    def post(kind, headers=None, **data):
        activity = next(block.id for block in module.body if block.block_type == kind)
        address = reverse("learners:activity_answer", args=[enrolment.uuid, module.slug, activity])
        return client.post(address, {"statement_id": uuid.uuid4(), **data}, headers=headers or {})

    return post


class TestChoices:
    @pytest.mark.parametrize("kind", CHOICES)
    @pytest.mark.parametrize(
        "sent",
        ["\x00", "🧵", "é" * 100_000, str(uuid.UUID(int=9)), ["a", "b"], "<script>", "-1"],
        ids=["nul", "emoji", "100 kB", "forged", "twice", "script", "negative"],
    )
    def test_refuse_what_makes_no_sense_and_keep_what_stands(self, send, enrolment, kind, sent):
        by_script = send(kind, BY_SCRIPT, **{FIELDS[kind]: sent})
        by_form = send(kind, **{FIELDS[kind]: sent})

        # NUL is nothing, and -1 is a number.
        accepted = sent == "\x00" or (kind == "numeric" and sent == "-1")
        assert by_script.status_code == (200 if accepted else 422)
        assert by_form.status_code == (302 if accepted else 422)
        assert enrolment.answers.exists() is accepted

    @pytest.mark.parametrize(
        ("typed", "shown"), [("dix-huit", "dix-huit"), ("<script>", "&lt;script&gt;")]
    )
    def test_give_back_a_number_in_letters(self, send, typed, shown):
        response = send("numeric", number=typed)

        assert f'value="{shown}"' in response.content.decode()
        assert "Écrivez un nombre en chiffres" in html.unescape(response.content.decode())

    def test_tell_the_story_beside_its_idea(self, send, page):
        answer = send("beliefs", BY_SCRIPT, **{FIELDS["beliefs"]: "true"}).json()

        place = f"histoire-{uuid.UUID(int=140)}"
        assert f'data-goes-to="{place}"' in answer["html"]
        assert "onze vélos" in answer["html"]
        assert "onze vélos" in page().partition(f'id="{place}"')[2]
        assert "Maryse n'a rien vendu" not in page()

    def test_show_her_piles_again(self, send, page):
        send("card_sort", **{FIELDS["card_sort"]: str(uuid.UUID(int=102))})

        shown = page()
        assert "Il reste 3 cartes à ranger" in shown
        assert "Être libre" in shown.partition('class="pile"')[2]

    def test_are_closed_while_her_path_is_on_hold(self, enrolment, page):
        enrolment.stopped_at = NOON
        enrolment.save(update_fields=["stopped_at"])

        shown = page().partition("<main")[2]

        assert shown.count('name="statement_id"') == 0
        assert re.search("<fieldset", shown)
        assert not re.search(r"<(fieldset|select id)(?![^>]*disabled)", shown)
