"""What is done with a whole framework in the workshop: publish, retire, copy, import, export."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from competences.exchange.problems import FrameworkRefused
from competences.exchange.storage import export_framework, import_framework
from competences.framework_admin.editing import ImportForm, VersionForm
from competences.models import Competence, Framework, FrameworkFrozen
from competences.services.frameworks import (
    FrameworkRule,
    move_competence,
    new_version,
    publish_framework,
    retire_framework,
)
from competences.services.uses import uses_of
from competences.services.versions import passages

KINDS = {"case": ("application/json", "json"), "csv": ("text/csv; charset=utf-8", "csv")}


def _door(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(f"competences.{permission}_framework"):
        raise PermissionDenied


def _page(framework: Framework) -> HttpResponse:
    return redirect(reverse("frameworks:inspect", args=[framework.pk]))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    _door(request, "publish")
    framework = get_object_or_404(Framework, pk=pk)
    try:
        if publish_framework(framework=framework, at=timezone.now()):
            messages.success(request, _("« %s » est publié : il ne change plus.") % framework)
    except FrameworkRule as refused:
        messages.error(request, str(refused))
    return _page(framework)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    _door(request, "publish")
    framework = get_object_or_404(Framework, pk=pk)
    try:
        if retire_framework(framework=framework, at=timezone.now()):
            words = _("« %s » est retiré. Ce qui a été noté avec lui reste.")
            messages.success(request, words % framework)
    except FrameworkRule as refused:
        messages.error(request, str(refused))
    return _page(framework)


@require_http_methods(["GET", "POST"])
def make_version(request: HttpRequest, pk: int) -> HttpResponse:
    _door(request, "add")
    framework = get_object_or_404(Framework, pk=pk)
    form = VersionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            made = new_version(of=framework, version=version, at=timezone.now())
        except FrameworkRule as refused:
            form.add_error("version", str(refused))
        else:
            messages.success(request, _("La version %s est prête, en brouillon.") % version)
            return _page(made)
    context = {"framework": framework, "form": form}
    status = 422 if form.errors else 200
    page = "competences/framework_admin/new_version.html"
    return render(request, page, context, status=status)


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    _door(request, "add")
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file, may_publish = form.cleaned_data["file"], form.cleaned_data["publish"]
        may_publish = may_publish and request.user.has_perm("competences.publish_framework")
        try:
            done = import_framework(
                data=file.read(),
                name=file.name,
                at=timezone.now(),
                slug=form.cleaned_data["slug"],
                as_draft=not may_publish,
            )
        except FrameworkRefused as refused:
            problems = [str(problem) for problem in refused.problems]
        else:
            words = _("« %s » est importé.") if done.changed else _("« %s » était déjà là.")
            messages.success(request, words % done.framework)
            for remark in done.remarks:
                messages.warning(request, _("Pas encore publié : %s") % remark)
            return _page(done.framework)
    title = ngettext("%d chose à revoir", "%d choses à revoir", len(problems)) % len(problems)
    context = {"form": form, "problems": problems, "problems_title": title}
    status = 422 if problems or form.errors else 200
    return render(request, "competences/framework_admin/import.html", context, status=status)


@require_GET
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    _door(request, "view")
    framework = get_object_or_404(Framework, pk=pk)
    content_type, suffix = KINDS.get(kind, KINDS["case"])
    response = HttpResponse(
        export_framework(framework=framework, kind=kind), content_type=content_type
    )
    name = f"{framework.slug}-{framework.pk}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of each competence since the version before, and who it concerns."""
    _door(request, "view")
    framework = get_object_or_404(Framework.objects.select_related("replaces"), pk=pk)
    before = framework.replaces
    context = {
        "framework": framework,
        "before": before,
        "rows": passages(old=before, new=framework) if before else [],
        "uses": uses_of(Competence.objects.filter(framework=before)) if before else [],
    }
    return render(request, "competences/framework_admin/passage.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    _door(request, "change")
    competence = get_object_or_404(Competence.objects.select_related("framework"), pk=pk)
    try:
        move_competence(competence=competence, up="up" in request.POST)
    except FrameworkFrozen as refused:
        messages.error(request, refused.message)
    return _page(competence.framework)


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the card of a competence as the person sees it."""
    _door(request, "view")
    competence = get_object_or_404(Competence.objects.select_related("framework", "block"), pk=pk)
    criteria: dict[int, list[str]] = {}
    for criterion in competence.criteria.all():
        criteria.setdefault(criterion.level_id, []).append(criterion.text)
    levels = [(level, criteria.get(level.pk, [])) for level in competence.framework.levels.all()]
    context = {"competence": competence, "levels": levels}
    return render(request, "competences/framework_admin/card_preview.html", context)
