"""A framework of forty competences, worked on by the sixty modules of the path."""

from courses.models import LearningPath, Module
from tests.competences.factories import (
    CompetenceBlockFactory,
    CompetenceFactory,
    CriterionFactory,
    FrameworkFactory,
)

COMPETENCES = 40


def add_framework(path: LearningPath, modules: list[Module]) -> None:
    framework = FrameworkFactory(slug="referentiel-de-mesure", title="Référentiel de mesure")
    blocks = [CompetenceBlockFactory(framework=framework, position=n) for n in range(4)]
    competences = [
        CompetenceFactory(
            framework=framework,
            block=blocks[number * len(blocks) // COMPETENCES],
            code=f"C{number}",
            statement=f"Je sais faire la chose numéro {number}, et je peux le montrer.",
            position=number,
        )
        for number in range(COMPETENCES)
    ]
    for competence in competences:
        CriterionFactory(competence=competence)
    for number, module in enumerate(modules):
        module.competences.set(competences[number % 38 : number % 38 + 3])
        module.save()
    for number, block in enumerate(path.blocks.all()):
        block.competences.set(competences[number::3])
        block.save()
