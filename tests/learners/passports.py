"""What the tests of passports share."""

from django.test import Client

from learners.models import Evidence
from learners.passport import read_passport
from learners.services.passport import Chosen, choose_items
from tests.clock import NOON


def evidence_of(enrolment, competence, title="La buvette", **fields):
    return Evidence.objects.create(
        enrolment=enrolment,
        competence=competence,
        kind=Evidence.Kind.WORDS,
        title=title,
        words="Deux cents crêpes.",
        added_at=NOON,
        **fields,
    )


def keys(*rows):
    return frozenset(str(row.pk) for row in rows)


def choose(enrolment, *, by=None, at=NOON, introduction="", words=None, **chosen):
    wanted = Chosen(introduction=introduction, words=words or {}, **chosen)
    choose_items(learner=enrolment.learner, chosen=wanted, by=by or enrolment.learner, at=at)
    return read_passport(enrolment.learner)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client
