"""Deleting a package: only one that nothing uses and that nobody ever opened."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.snippets.views.snippets import DeleteView

from media.importing.storing import take_away
from media.models import Package, PackageFile
from media.package_admin.addresses import package_url
from media.package_admin.uses import attempts_on, uses_of


def reasons_to_keep(request: Any, package: Package) -> list[str]:
    """Return why a package cannot be deleted; [] when it can."""
    reasons = []
    if uses := uses_of(request, package):
        said = ngettext(
            "Il sert dans %d module : retirez-le de là d'abord.",
            "Il sert dans %d modules : retirez-le de là d'abord.",
            len(uses),
        )
        reasons.append(said % len(uses))
    if attempts_on(request, list(package.versions.only("pk", "number"))):
        reasons.append(str(OPENED))
    return reasons


OPENED = gettext_lazy(
    "Des personnes l'ont déjà ouvert : ce qu'elles y ont fait doit pouvoir se relire. Retirez-le"
    " plutôt des modules, ou remplacez son fichier."
)


def delete_package(package: Package) -> None:
    """Delete it with its versions and their files; raise `ProtectedError` if it was opened."""
    with transaction.atomic():
        # A version that is being published waits for the end, or is among the places.
        locked = Package.objects.select_for_update().get(pk=package.pk)
        places = _places(locked)
        # The version in use protects itself from what deletes its package.
        Package.objects.filter(pk=package.pk).update(current=None)
        Package.objects.get(pk=package.pk).delete()
        transaction.on_commit(lambda: _take_away(places))


def _places(package: Package) -> list[str]:
    """Return the folders of each version; the files themselves where nobody knows the folder."""
    places = []
    for version in package.versions.only("pk", "archive"):
        if folder := version.archive.rpartition("/")[0]:
            places.append(f"{folder}/")
        else:
            files = PackageFile.objects.filter(version=version).values_list("stored", flat=True)
            places += files
    return places


def _take_away(places: list[str]) -> None:
    for place in places:
        if place.endswith("/"):
            take_away(place)
        else:
            default_storage.delete(place)


class PackageDeleteView(DeleteView):
    template_name = "media/package_admin/delete.html"

    @cached_property
    def reasons(self) -> list[str]:
        return reasons_to_keep(self.request, self.object)

    def run_before_hook(self) -> None:
        """The hook of ours sends those who delete from lists here."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(Package._meta.verbose_name_plural)  # noqa: SLF001 - the documented way
        page = package_url("inspect", self.object.pk)
        return [
            *self.breadcrumbs_items,
            {"url": package_url("list"), "label": plural},
            {"url": page, "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_usage_url(self) -> None:
        """What uses it is among the reasons."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        page = package_url("inspect", self.object.pk)
        return context | {"reasons": self.reasons, "package_url": page}

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002 - the signature of Django
        try:
            if not self.reasons:
                delete_package(self.object)
                messages.success(self.request, _("« %s » est supprimé.") % self.object)
                return HttpResponseRedirect(package_url("list"))
        except ProtectedError:
            # Somebody opened it since the page was shown.
            messages.error(self.request, str(OPENED))
        return HttpResponseRedirect(package_url("delete", self.object.pk))


def refuse_in_bulk(request: HttpRequest, rows: list[Any]) -> HttpResponse | None:
    """Answer Wagtail's deletion of several rows at once, which asks nobody."""
    packages = [row for row in rows if isinstance(row, Package)]
    if not packages:
        return None
    messages.error(request, _("Un paquet se supprime depuis sa page, qui dit où il sert."))
    return HttpResponseRedirect(package_url("list"))
