"""The next version of the framework, which a trainer of the demonstration has begun to write."""

from datetime import datetime

from competences.models import Competence, Framework
from competences.services.frameworks import new_version

SLUG = "entreprendre-pas-a-pas"
SPLIT = "C7"


def begin_next_version(now: datetime) -> None:
    """Reword one competence and cut another in two, so that the passage has something to say."""
    current = Framework.objects.get(slug=SLUG, version="1")
    draft = new_version(of=current, version="2", at=now)
    listening = draft.competences.get(code="C6")
    listening.statement = "Je sais regarder autour de moi, écouter, et en tirer une leçon."
    listening.save()
    price = draft.competences.get(code=SPLIT)
    price.statement = "Je sais calculer un prix qui me fait vivre."
    price.formal = "Établir un prix de vente à partir des coûts, du temps passé et du revenu visé."
    price.save()
    sales = Competence.objects.create(
        framework=draft,
        block=price.block,
        code=f"{SPLIT}b",
        statement="Je sais combien de ventes il me faut, et si c'est possible.",
        formal="Calculer un seuil de rentabilité simple et apprécier s'il est atteignable.",
        position=price.position,
    )
    sales.replaces.set(price.replaces.all())
