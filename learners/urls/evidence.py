from django.urls import path

from learners.views import evidence, shown_evidence

urlpatterns = [
    path("mes-preuves/", evidence.portfolio, name="portfolio"),
    path(
        "mes-preuves/<uuid:enrolment_id>/<int:competence_id>/ajouter/",
        evidence.evidence_add,
        name="evidence_add",
    ),
    path("mes-preuves/<uuid:evidence_id>/", evidence.evidence, name="evidence"),
    path("mes-preuves/<uuid:evidence_id>/montrer/", evidence.evidence_share, name="evidence_share"),
    path(
        "mes-preuves/<uuid:evidence_id>/retirer/", evidence.evidence_remove, name="evidence_remove"
    ),
    path(
        "mes-preuves/<uuid:evidence_id>/remettre/",
        evidence.evidence_restore,
        name="evidence_restore",
    ),
    path("preuves/", shown_evidence.shown_evidence_list, name="shown_evidence_list"),
    path("preuves/<uuid:evidence_id>/", shown_evidence.shown_evidence, name="shown_evidence"),
]
