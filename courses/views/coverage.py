"""The matrix of a path, for those who teach and write it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.http import UserRequest
from courses.coverage import as_csv, coverage
from courses.models import LearningPath
from courses.models.path import may_read_paths


@require_GET
def coverage_list(request: UserRequest) -> HttpResponse:
    if not may_read_paths(request.user):
        raise Http404
    paths = LearningPath.objects.visible_to(request.user).select_related("locale")
    return render(request, "courses/coverage/list.html", {"paths": paths})


@require_GET
def coverage_detail(request: UserRequest, path_id: int) -> HttpResponse:
    path = get_object_or_404(LearningPath.objects.visible_to(request.user), pk=path_id)
    return render(request, "courses/coverage/detail.html", {"table": coverage(path)})


@require_GET
def coverage_export(request: UserRequest, path_id: int) -> HttpResponse:
    path = get_object_or_404(LearningPath.objects.visible_to(request.user), pk=path_id)
    response = HttpResponse(as_csv(coverage(path)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="matrice-{path.slug}.csv"'
    return response
