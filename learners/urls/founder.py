from django.urls import path

from learners.views import agenda, founder, help as help_views

urlpatterns = [
    path("mon-projet/", founder.home, name="home"),
    path("mon-projet/<uuid:enrolment_id>/choisir/", founder.path_choose, name="path_choose"),
    path("mon-projet/<uuid:enrolment_id>/pause/", founder.path_stop, name="path_stop"),
    path("mon-projet/<uuid:enrolment_id>/reprise/", founder.path_resume, name="path_resume"),
    path("mes-etapes/", founder.steps, name="steps"),
    path("mes-etapes/<uuid:enrolment_id>/", founder.path, name="path"),
    path("mes-etapes/<uuid:enrolment_id>/bloc/<slug:key>/", founder.decision, name="decision"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/<uuid:session_id>/", agenda.session, name="session"),
    path("agenda/<uuid:session_id>/inscription/", agenda.session_book, name="session_book"),
    path("agenda/<uuid:session_id>/desinscription/", agenda.session_leave, name="session_leave"),
    path("agenda/<uuid:session_id>/salle/", agenda.session_join, name="session_join"),
    path("agenda/<uuid:session_id>/seance.ics", agenda.session_calendar, name="session_calendar"),
    path("aide/", help_views.help_page, name="help"),
    path("aide/moi/", help_views.profile, name="profile"),
    path("aide/adresse/", help_views.address, name="address"),
    path("aide/adresse/code/", help_views.address_code, name="address_code"),
]
