"""H5P libraries in the workshop: what is installed, and contents to try again with what is new."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from media.first_screen import shown_weight
from media.h5p_upgrades import (
    TRIED_LIBRARY,
    UpgradeRefused,
    adopt,
    behind,
    in_use,
    is_kept,
    keep,
)
from media.models import H5PLibrary, PackageVersion
from media.previews import preview_url

PERMISSION = "media.install_h5plibrary"
PER_PAGE = 50
ORDER = ["machine_name", "-major", "-minor", "-patch"]
NAMESPACE = "h5p_libraries"


def library_url(name: str, *args: object) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)


class _ForInstallers(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "code"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_subtitle() or self.get_page_title()}
        return [*self.breadcrumbs_items, *self.crumbs(), here]

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": library_url("list"), "label": _("Bibliothèques H5P")}]


class LibraryList(_ForInstallers):
    page_title = gettext_lazy("Bibliothèques H5P")
    template_name = "media/package_admin/libraries.html"

    def crumbs(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "").strip()
        rows = listed(query)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            libraries=page,
            query=query,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
        )


def listed(query: str) -> QuerySet[H5PLibrary]:
    """Return the libraries with how many contents play with each, and are behind it."""
    rows = H5PLibrary.objects.select_related("installed_by").order_by(*ORDER)
    if query:
        rows = rows.filter(Q(machine_name__icontains=query) | Q(title__icontains=query))
    late = (
        in_use()
        .filter(
            libraries__machine_name=OuterRef("machine_name"),
            libraries__major=OuterRef("major"),
            libraries__minor=OuterRef("minor"),
            libraries__patch__lt=OuterRef("patch"),
        )
        .order_by()
        .values("kind")
        .annotate(count=Count("pk", distinct=True))
        .values("count")
    )
    current = Q(versions__package__current=F("versions"))
    return rows.defer("data", "semantics", "files").annotate(
        use_count=Count("versions", filter=current, distinct=True),
        late_count=Subquery(late[:1]),
    )


class _OfLibrary(_ForInstallers):
    @cached_property
    def library(self) -> H5PLibrary:
        found = H5PLibrary.objects.select_related("installed_by").defer("semantics")
        return get_object_or_404(found, pk=self.kwargs["pk"])


class LibraryPage(_OfLibrary):
    page_title = gettext_lazy("Bibliothèque")
    template_name = "media/package_admin/library.html"

    def get_page_subtitle(self) -> str:
        return str(self.library)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        library = self.library
        uses = in_use().filter(libraries=library).select_related("package")
        late = behind(library).select_related("package")
        return super().get_context_data(
            **kwargs,
            library=library,
            size=shown_weight(sum(file["size"] for file in library.files.values())),
            uses=uses.defer("manifest", "warnings").order_by("package__title", "pk"),
            late=[(each, is_kept(each, library)) for each in late.order_by("package__title", "pk")],
        )


class TryPage(_OfLibrary):
    """The same content twice: with what it has, and with the later patch."""

    page_title = gettext_lazy("Essayer côte à côte")
    template_name = "media/package_admin/try_library.html"

    @cached_property
    def version(self) -> PackageVersion:
        versions = behind(self.library).select_related("package")
        return get_object_or_404(versions, pk=self.kwargs["version_pk"])

    def crumbs(self) -> list[dict[str, Any]]:
        page = library_url("page", self.library.pk)
        return [*super().crumbs(), {"url": page, "label": str(self.library)}]

    def get_page_subtitle(self) -> str:
        return str(self.version.package)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        own = preview_url(self.version, user, at=timezone.now())
        tried = f"{own}?{urlencode({TRIED_LIBRARY: self.library.pk})}" if own else ""
        return super().get_context_data(
            **kwargs,
            library=self.library,
            package=self.version.package,
            present=self.version.libraries.filter(machine_name=self.library.machine_name).first(),
            own_url=own,
            tried_url=tried,
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        names = {"title": self.version.package.title, "library": self.library}
        try:
            if request.POST.get("choice") == "adopt":
                adopt(version=self.version, library=self.library)
                said = _("« %(title)s » joue maintenant avec %(library)s.")
            else:
                keep(version=self.version, library=self.library)
                said = _("« %(title)s » garde ce qu'il avait.")
            messages.success(request, said % names)
        except UpgradeRefused as missing:
            said = _("Il manque %s : importez d'abord un H5P qui l'apporte.")
            messages.error(request, said % missing)
        return HttpResponseRedirect(library_url("page", self.library.pk))


class LibrariesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


def menu_item() -> MenuItem:
    label = _("Bibliothèques H5P")
    return LibrariesItem(label, library_url("list"), icon_name="code", order=331)


urlpatterns = [
    path("", LibraryList.as_view(), name="list"),
    path("<int:pk>/", LibraryPage.as_view(), name="page"),
    path("<int:pk>/essai/<int:version_pk>/", TryPage.as_view(), name="try"),
]
