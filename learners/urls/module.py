from django.urls import path

from learners.views import answer, module, pitch, uploads, versions

MODULE = "mes-etapes/<uuid:enrolment_id>/<slug:slug>/"
ACTIVITY = f"{MODULE}<uuid:activity_id>/"

urlpatterns = [
    path(MODULE, module.module, name="module"),
    path(f"{MODULE}termine/", module.module_complete, name="module_complete"),
    path(ACTIVITY, answer.activity_answer, name="activity_answer"),
    path(f"{ACTIVITY}tableur/", module.activity_spreadsheet, name="activity_spreadsheet"),
    path(f"{ACTIVITY}fiche/", pitch.pitch_sheet, name="pitch_sheet"),
    path(f"{ACTIVITY}fiche.pdf", pitch.pitch_file, name="pitch_file"),
    path(f"{ACTIVITY}versions/", versions.activity_versions, name="activity_versions"),
    path(
        f"{ACTIVITY}versions/<uuid:statement_id>/reprendre/",
        versions.activity_restore,
        name="activity_restore",
    ),
    path("fichiers/<uuid:upload_id>/", uploads.upload, name="upload"),
    path("fichiers/<uuid:upload_id>/supprimer/", uploads.upload_delete, name="upload_delete"),
]
