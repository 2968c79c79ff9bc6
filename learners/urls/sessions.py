from django.urls import path

from learners.views import sessions

urlpatterns = [
    path("seances/", sessions.session_list, name="session_list"),
    path("seances/nouvelle/", sessions.session_new, name="session_new"),
    path("seances/<uuid:session_id>/", sessions.session_detail, name="session_detail"),
    path("seances/<uuid:session_id>/modifier/", sessions.session_edit, name="session_edit"),
    path("seances/<uuid:session_id>/annuler/", sessions.session_cancel, name="session_cancel"),
    path(
        "seances/<uuid:session_id>/presences/",
        sessions.session_attendance,
        name="session_attendance",
    ),
    path("seances/<uuid:session_id>/ajouter/", sessions.session_walk_in, name="session_walk_in"),
    path("seances/<uuid:session_id>/ouvrir/", sessions.session_room, name="session_room"),
    path("seances/<uuid:session_id>/salle/", sessions.session_enter, name="session_enter"),
    path("seances/<uuid:session_id>/feuille/", sessions.session_sheet, name="session_sheet"),
]
