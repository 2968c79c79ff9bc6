"""The page at `/`, in the place of Wagtail's welcome page."""

from django.db import migrations

HEADLINE = "Votre projet, marche après marche"
INTRODUCTION = (
    "<p>Vous avez une idée d'activité, même floue ? Palier vous aide à la regarder de près :"
    " vous, votre projet, puis le terrain. C'est gratuit, à votre rythme, et une vraie personne"
    " vous accompagne.</p>"
)


def create_home_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("cms", "HomePage")
    if HomePage.objects.exists():
        return

    root = Page.objects.get(depth=1)
    welcome = Page.objects.filter(
        path=f"{root.path}0001", content_type__app_label="wagtailcore", content_type__model="page"
    )
    Site.objects.filter(root_page__in=welcome).delete()
    welcome.delete()
    content_type, _created = ContentType.objects.get_or_create(app_label="cms", model="homepage")
    taken = Page.objects.filter(depth=2).order_by("path").values_list("path", flat=True).last()
    if taken is not None:
        # Someone already built a site here: `cms.services.ensure_home_page` can add ours.
        return
    home = HomePage.objects.create(
        title="Accueil",
        draft_title="Accueil",
        slug="accueil",
        content_type=content_type,
        path=f"{root.path}0001",
        depth=2,
        numchild=0,
        url_path="/accueil/",
        locale=Locale.objects.order_by("pk").first(),
        headline=HEADLINE,
        introduction=INTRODUCTION,
    )
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(
        hostname="localhost", root_page_id=home.pk, is_default_site=True, site_name="Palier"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(create_home_page, migrations.RunPython.noop)]
