"""The public site as it begins."""

from typing import TypedDict, Unpack

from django.db import transaction
from wagtail.models import Page, Site

from cms.models import HomePage

HEADLINE = "Votre projet, marche après marche"
INTRODUCTION = (
    "<p>Vous avez une idée d'activité, même floue ? Palier vous aide à la regarder de près :"
    " vous, votre projet, puis le terrain. C'est gratuit, à votre rythme, et une vraie personne"
    " vous accompagne.</p>"
)


class Texts(TypedDict, total=False):
    headline: str
    introduction: str
    contact_name: str
    contact_phone: str


@transaction.atomic
def ensure_home_page(**texts: Unpack[Texts]) -> HomePage:
    """Return the page shown at ``/``, made if it is not there; `texts` fill what is still empty.

    What an editor wrote is never changed.
    """
    home = HomePage.objects.first() or _make_home_page()
    empty = {name: text for name, text in texts.items() if text and not getattr(home, name)}
    for name, text in empty.items():
        setattr(home, name, text)
    if empty:
        home.save_revision().publish()
        home.refresh_from_db()
    return home


def _make_home_page() -> HomePage:
    root = Page.objects.get(depth=1)
    home = HomePage(title="Accueil", slug="accueil", headline=HEADLINE, introduction=INTRODUCTION)
    root.add_child(instance=home)
    home.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": "Palier"},
    )
    return home
