from django.urls import path

from learners.views import assessments, assessments_own

urlpatterns = [
    # The founder
    path("mes-regards/", assessments_own.my_views, name="my_views"),
    path("mes-regards/lu/", assessments_own.views_read, name="views_read"),
    path(
        "mes-competences/<uuid:enrolment_id>/<int:competence_id>/",
        assessments_own.competence,
        name="competence",
    ),
    path("mes-regards/<uuid:enrolment_id>/demander/", assessments_own.ask, name="ask_view"),
    path("mes-regards/demande/<uuid:request_id>/", assessments_own.asked, name="asked"),
    path(
        "mes-regards/demande/<uuid:request_id>/feuille/",
        assessments_own.asked_sheet,
        name="asked_sheet",
    ),
    path(
        "mes-regards/demande/<uuid:request_id>/retirer/",
        assessments_own.asked_revoke,
        name="asked_revoke",
    ),
    # Whoever she asked, by a signed link
    path("regard/<str:signed>/", assessments_own.outside_view, name="outside_view"),
    # The team
    path("regards/", assessments.assessment_people, name="assessment_people"),
    path("regards/seance/<uuid:session_id>/", assessments.session_views, name="session_views"),
    path("regards/module/<slug:slug>/", assessments.module_views, name="module_views"),
    path(
        "regards/reprendre/<uuid:assessment_id>/", assessments.view_withdraw, name="view_withdraw"
    ),
    path("regards/<uuid:enrolment_id>/", assessments.person_views, name="person_views"),
    path(
        "regards/<uuid:enrolment_id>/historique/",
        assessments.person_history,
        name="person_history",
    ),
]
