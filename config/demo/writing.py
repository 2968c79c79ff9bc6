"""The workshop at work: a translation, and a module that waits for a second pair of eyes."""

import uuid

from django.conf import settings
from django.contrib.auth.models import Group

from config.demo.world import World
from core.memberships import VALIDATORS
from core.models import Role
from courses.models import Module
from courses.translations import translate_module

CATALOGUES = settings.BASE_DIR / "courses" / "starter" / "translations"
# An honest first draft: two sentences are too long, and some words are those of an office.
DRAFT = (
    "<p>Sur un marché, on voit tout de suite qui s'arrête, qui goûte, qui revient. C'est une bonne"
    " façon d'essayer.</p>"
    "<h2>Demander une place</h2>"
    "<p>Préalablement à l'installation, il convient de solliciter auprès de la mairie une"
    " autorisation d'occupation du domaine public, en joignant l'ensemble des justificatifs"
    " demandés par le placier, qui est la personne chargée d'attribuer les emplacements.</p>"
    "<p>Certaines communes gardent une place pour les producteurs d'à côté. Posez la question.</p>"
)


def show_writing(world: World) -> None:
    for catalogue in sorted(CATALOGUES.glob("*/*.po")):
        module = Module.objects.get(slug=catalogue.stem, locale=world.path.locale)
        translate_module(module=module, language=catalogue.parent.name, catalogue=catalogue)
    _submit_a_draft(world)


def _submit_a_draft(world: World) -> None:
    """The trainer wrote it; the coordinator, whom it is given to, has not read it yet."""
    host = world.organizations["mission-locale-lormance"]
    author = world.team(host, Role.TRAINER)[0]
    world.team(host, Role.COORDINATOR)[0].groups.add(Group.objects.get(name=VALIDATORS))
    module = Module(
        title="Vendre sur un marché",
        slug="vendre-sur-un-marche",
        summary="Trouver une place, s'installer, compter à la fin de la matinée.",
        objectives=["Savoir à qui demander une place", "Préparer son premier étal"],
        duration=15,
        live=False,
        locale=world.path.locale,
    )
    module.body = [
        {"type": "text", "id": str(uuid.uuid4()), "value": DRAFT},
        {
            "type": "reflection",
            "id": str(uuid.uuid4()),
            "value": {
                "label": "Mon premier marché",
                "question": "Sur quel marché iriez-vous, et pour y vendre quoi ?",
                "help": "",
            },
        },
    ]
    module.save()
    module.save_revision(user=author, log_action=True)
    workflow = module.get_workflow()
    if workflow is not None:
        workflow.start(module, author)
