"""Routes of the content host alone: no session there, the token in the path says whose it is."""

from django.urls import path

from learners.runtime import views

app_name = "runtime"

RUN = "r/<str:token>/"

urlpatterns = [
    path(RUN, views.player, name="player"),
    path(f"{RUN}commit", views.commit, name="commit"),
    path(f"{RUN}xapi", views.xapi, name="xapi"),
    path(f"{RUN}finished", views.finished, name="finished"),
    path(f"{RUN}state/<str:data_type>/<str:sub_content_id>", views.state, name="state"),
    path("essai/<str:token>/", views.preview, name="preview"),
]
