from django.urls import path

from courses.views import coverage, moves

app_name = "courses"

urlpatterns = [
    path("equipe/matrices/", coverage.coverage_list, name="coverage_list"),
    path("equipe/matrices/<int:path_id>/", coverage.coverage_detail, name="coverage"),
    path(
        "equipe/matrices/<int:path_id>/matrice.csv",
        coverage.coverage_export,
        name="coverage_export",
    ),
    path(
        "equipe/referentiels/<int:framework_id>/parcours/",
        moves.framework_move,
        name="framework_move",
    ),
]
