from django.urls import path

from learners.views import posture

MINE = "ma-facon-de-faire/<uuid:enrolment_id>/"
RUN = f"{MINE}<uuid:run_id>/"

urlpatterns = [
    path("ma-facon-de-faire/", posture.posture, name="posture"),
    path(f"{MINE}<slug:slug>/commencer/", posture.posture_start, name="posture_start"),
    path(RUN, posture.posture_result, name="posture_result"),
    path(f"{RUN}situation-<int:number>/", posture.posture_question, name="posture_question"),
    path(f"{RUN}lecteurs/", posture.posture_share, name="posture_share"),
    path(f"{RUN}effacer/", posture.posture_delete, name="posture_delete"),
    path("facons-de-faire/<uuid:run_id>/", posture.posture_shown, name="posture_shown"),
]
