from django.urls import path

from learners.views import follow

urlpatterns = [
    path("cohortes/", follow.cohort_list, name="cohort_list"),
    path("cohortes/<slug:slug>/", follow.cohort_detail, name="cohort_detail"),
    path("cohortes/<slug:slug>/avancement.csv", follow.cohort_export, name="cohort_export"),
    path("cohortes/<slug:slug>/inscrire/", follow.person_enrol, name="person_enrol"),
    path("personnes/<uuid:enrolment_id>/", follow.person_detail, name="person_detail"),
    path("personnes/<uuid:enrolment_id>/suivi/", follow.person_assign, name="person_assign"),
    path("personnes/<uuid:enrolment_id>/carte-d-acces/", follow.access_card, name="access_card"),
    path(
        "personnes/<uuid:enrolment_id>/carte-d-acces/carte.pdf",
        follow.access_card_print,
        name="access_card_print",
    ),
]
