from django.urls import path

from learners.views import person_positioning, positioning

MOMENT = "me-situer/<uuid:enrolment_id>/<slug:moment>/"
PERSON = "personnes/<uuid:enrolment_id>/competences/"

urlpatterns = [
    path("mes-competences/", positioning.competences, name="competences"),
    path(MOMENT, positioning.positioning, name="positioning"),
    path(f"{MOMENT}carte-<int:number>/", positioning.card, name="positioning_card"),
    path(f"{MOMENT}fin/", positioning.positioning_end, name="positioning_end"),
    path(
        f"{MOMENT}cote-a-cote/",
        positioning.positioning_side_by_side,
        name="positioning_side_by_side",
    ),
    path(f"{MOMENT}plus-tard/", positioning.positioning_later, name="positioning_later"),
    path(PERSON, person_positioning.person_competences, name="person_competences"),
    path(
        f"{PERSON}regards/<slug:moment>/",
        person_positioning.person_side_by_side,
        name="person_side_by_side",
    ),
    path(
        f"{PERSON}regards/<slug:moment>/donner/",
        person_positioning.person_positioning,
        name="person_positioning",
    ),
]
