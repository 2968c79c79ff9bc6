from django.urls import path

from core.views import access, demo, health, home, outbox, workshop_rights

app_name = "core"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    path("favicon.ico", health.favicon, name="favicon"),
    path("mon-espace/", home.home, name="home"),
    path("acces/", access.access, name="access"),
    path("acces/<str:code>/", access.access_card, name="access_card"),
    path("envois/", outbox.outbox, name="outbox"),
    path("envois/relancer/", outbox.outbox_revive, name="outbox_revive"),
    path("equipe/atelier/", workshop_rights.workshop_rights, name="workshop_rights"),
    path(
        "equipe/atelier/<uuid:user_id>/",
        workshop_rights.workshop_rights_give,
        name="workshop_rights_give",
    ),
    path("demo/", demo.demo, name="demo"),
    path("demo/entrer/", demo.demo_sign_in, name="demo_sign_in"),
    path("demo/message/<str:name>/", demo.demo_message, name="demo_message"),
]
