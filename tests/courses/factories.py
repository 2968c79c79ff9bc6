import uuid
from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Locale

from core.models import Role
from courses.models import LearningPath, LiveSession, Module, PathBlock, PathModule
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, staff
from tests.courses.choices import CHOICES

ACTIVITIES: dict[str, Any] = {
    "text": "<p>Un texte sur le chiffre d'affaires.</p>",
    "callout": {"title": "À retenir", "text": "Une seule chose."},
    "quiz": {
        "question": "Que couvre le prix ?",
        "multiple": False,
        "answers": [
            {
                "type": "item",
                "id": str(uuid.UUID(int=1)),
                "value": {"text": "Les coûts et le salaire", "correct": True, "feedback": "Oui."},
            },
            {
                "type": "item",
                "id": str(uuid.UUID(int=2)),
                "value": {
                    "text": "Les coûts seulement",
                    "correct": False,
                    "feedback": "Il reste à vivre.",
                },
            },
        ],
        "explanation": "Un prix fait vivre.",
    },
    "reflection": {"label": "Mon idée", "question": "Quelle est votre idée ?", "help": ""},
    "checklist": {
        "title": "Mes appuis",
        "intro": "",
        "items": [
            {"type": "item", "id": str(uuid.UUID(int=3)), "value": "Une voisine"},
            {"type": "item", "id": str(uuid.UUID(int=4)), "value": "Un ancien collègue"},
        ],
    },
    "scale": {
        "question": "Sûre de vous ?",
        "low": "Pas du tout",
        "high": "Tout à fait",
        "steps": 5,
        "help": "",
    },
    "survey": {
        "title": "Enquête métier",
        "intro": "",
        "minimum": 2,
        "photo": True,
        "fields": [
            {
                "type": "item",
                "id": str(uuid.UUID(int=5)),
                "value": {"label": "Qui ?", "help": "", "long": False},
            },
            {
                "type": "item",
                "id": str(uuid.UUID(int=6)),
                "value": {"label": "Ce que j'ai appris", "help": "", "long": True},
            },
        ],
    },
    "break_even": {
        "title": "Mon seuil",
        "intro": "",
        "unit": "panier",
        "price": "12.00",
        "variable_cost": "4.50",
        "fixed_costs": "300.00",
    },
    "profit_and_loss": {
        "title": "Mon mois type",
        "intro": "",
        "period": "month",
        "products": [
            {
                "type": "item",
                "id": str(uuid.UUID(int=201)),
                "value": {"label": "Ventes au marché", "help": "", "example": "1200.00"},
            },
            {
                "type": "item",
                "id": str(uuid.UUID(int=202)),
                "value": {"label": "Commandes", "help": "Une fête.", "example": "300.00"},
            },
        ],
        "charges": [
            {
                "type": "item",
                "id": str(uuid.UUID(int=203)),
                "value": {"label": "Matières", "help": "", "example": "450.00"},
            },
        ],
    },
    "pitch": {
        "title": "Mon pitch",
        "intro": "",
        "questions": [
            {
                "type": "item",
                "id": str(uuid.UUID(int=211)),
                "value": {
                    "question": "Que proposez-vous ?",
                    "title": "Ce que je propose",
                    "help": "En une phrase.",
                    "example": "Des paniers de légumes.",
                },
            },
            {
                "type": "item",
                "id": str(uuid.UUID(int=212)),
                "value": {"question": "Pour qui ?", "title": "", "help": "", "example": ""},
            },
        ],
        "recorded": True,
        "seconds": 60,
    },
    "hand_in": {
        "title": "Mon essai",
        "instructions": "Racontez votre essai.",
        "criteria": [
            {"type": "item", "id": str(uuid.UUID(int=221)), "value": "Ce qui s'est passé"},
        ],
        "file": True,
    },
}

ACTIVITIES |= CHOICES


def body(*kinds: str) -> list[dict]:
    """Return a StreamField value with one block of each kind, each with a new id."""
    return [{"type": kind, "id": str(uuid.uuid4()), "value": ACTIVITIES[kind]} for kind in kinds]


def default_locale() -> Locale:
    return Locale.get_default()


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    title = factory.Sequence(lambda n: f"Module {n}")
    slug = factory.Sequence(lambda n: f"module-{n}")
    summary = "Une phrase."
    duration = 12
    locale = factory.LazyFunction(default_locale)
    body = factory.LazyFunction(lambda: body("text", "reflection"))

    class Params:
        live_module = factory.Trait(
            timing=Module.Timing.SYNCHRONOUS,
            guidance=Module.Guidance.GUIDED,
            grouping=Module.Grouping.GROUP,
            catch_up=factory.SubFactory("tests.courses.factories.ModuleFactory"),
        )


class LearningPathFactory(DjangoModelFactory):
    """`LearningPathFactory(blocks=[2, 1])`: two blocks, of two modules and one."""

    class Meta:
        model = LearningPath
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Mon projet {n}")
    slug = factory.Sequence(lambda n: f"mon-projet-{n}")
    summary = "Une phrase."
    locale = factory.LazyFunction(default_locale)

    @factory.post_generation
    def blocks(self, create, extracted, **kwargs):
        steps = list(PathBlock.Step)
        for number, count in enumerate(extracted or [], start=1):
            block = PathBlock.objects.create(
                path=self,
                key=f"bloc-{number}",
                step=steps[(number - 1) % 3],
                sort_order=number,
                title=f"Bloc {number}",
                summary="Une phrase.",
                outcome="Vous savez faire.",
            )
            for position in range(count):
                add_module(block, ModuleFactory(), position)


def add_module(block: PathBlock, module: Module, position: int = 99) -> Module:
    PathModule.objects.create(block=block, module=module, sort_order=position)
    return module


class LiveSessionFactory(DjangoModelFactory):
    class Meta:
        model = LiveSession

    module = factory.SubFactory(ModuleFactory, live_module=True)
    organization = factory.SubFactory(OrganizationFactory)
    trainer = factory.LazyAttribute(lambda o: staff(Role.TRAINER, o.organization))
    starts_at = NOON + timedelta(days=2)
    ends_at = NOON + timedelta(days=2, hours=2)
    room_url = "https://salle.exemple.fr/atelier"
    seats = 10
