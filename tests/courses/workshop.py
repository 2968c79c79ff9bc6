"""What a browser sends to the workshop, and what it shows back."""

import re

from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

ADD = reverse("wagtailsnippets_courses_module:add")

ADD_PATH = reverse("wagtailsnippets_courses_learningpath:add")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(body=(), **changes) -> dict[str, str]:
    """Return what the browser sends for a module; `action` is the button."""
    return nested_form_data(
        {
            "title": "Trouver mon prix",
            "slug": "trouver-mon-prix",
            "summary": "Une phrase.",
            "objectives": "Calculer un prix\n\n  Le dire  ",
            "place": "remote",
            "timing": "asynchronous",
            "guidance": "self_paced",
            "grouping": "individual",
            "duration": "12",
            "evidence_kind": "work",
            "catch_up": "",
            "competences": [],
            "licence": "CC-BY-SA-4.0",
            "go_live_at": "",
            "expire_at": "",
            "body": streamfield(body) if isinstance(body, list | tuple) else body,
        }
        | changes
    )


PUBLISH = {"action-publish": "1"}

SUBMIT = {"action-submit": "1"}


def quiz(*right: bool, multiple: bool = False) -> tuple[str, dict]:
    answers = streamfield(
        [
            (
                "item",
                {"text": f"Réponse {rank}", "feedback": "Parce que.", "correct": "on"}
                if good
                else {"text": f"Réponse {rank}", "feedback": "Parce que."},
            )
            for rank, good in enumerate(right)
        ]
    )
    value = {"question": "Que couvre le prix ?", "answers": answers, "explanation": ""}
    return "quiz", value | ({"multiple": "on"} if multiple else {})


def errors(response) -> str:
    """Return the errors on the page, one after the other."""
    text = response.content.decode()
    found = re.findall(r'class="error-message"[^>]*>(.*?)</p>', text, re.DOTALL)
    return " ".join(" ".join(found).split())


def path_form(blocks=(), **changes) -> dict[str, str]:
    """`blocks`: (key, modules, pk or '') each."""
    sent = {
        "title": "Mon parcours",
        "slug": "mon-parcours",
        "summary": "Une phrase.",
        "promise": "",
        "audience": "",
        "licence": "CC-BY-SA-4.0",
        "glossary": [],
        "go_live_at": "",
        "expire_at": "",
        "blocks": formset([block_form(*each) for each in blocks]),
        "rules": formset([]),
    }
    return nested_form_data(sent | changes)


def formset(forms: list[dict], initial: int = 0) -> dict:
    management = {
        "TOTAL_FORMS": str(len(forms)),
        "INITIAL_FORMS": str(initial or sum(bool(form.get("id")) for form in forms)),
        "MIN_NUM_FORMS": "0",
        "MAX_NUM_FORMS": "1000",
    }
    return management | {str(rank): form for rank, form in enumerate(forms)}


def block_form(key: str, modules=(), pk="", delete=False) -> dict:
    places = [
        {"id": "", "ORDER": str(rank + 1), "DELETE": "", "module": str(module.pk)}
        for rank, module in enumerate(modules)
    ]
    return {
        "id": str(pk),
        "ORDER": "1",
        "DELETE": "on" if delete else "",
        "key": key,
        "step": "feasibility",
        "title": key.title(),
        "summary": "Une phrase.",
        "outcome": "Vous savez.",
        "competences": [],
        "path_modules": formset(places),
    }


def rule_form(key: str, competence, level, *conditions: dict) -> dict:
    """Return a rule; each condition says its kind, module, activity_id and share."""
    return {
        "id": "",
        "ORDER": "1",
        "DELETE": "",
        "key": key,
        "competence": str(competence.pk),
        "level": str(level.pk),
        "conditions": formset(
            [
                {"id": "", "ORDER": str(rank + 1), "DELETE": "", "activity_id": "", "share": ""}
                | {name: str(value) for name, value in condition.items()}
                for rank, condition in enumerate(conditions)
            ]
        ),
    }
