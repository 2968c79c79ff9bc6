from django.urls import path

from learners.views import passport

PERSON = "personnes/<uuid:enrolment_id>/passeport/"
SHARED = "passeport/lire/<str:signed>/"

urlpatterns = [
    path("passeport/", passport.passport, name="passport"),
    path("passeport/choisir/", passport.passport_choose, name="passport_choose"),
    path("passeport/passeport.pdf", passport.passport_file, name="passport_file"),
    path("passeport/partager/", passport.passport_share, name="passport_share"),
    path(
        "passeport/partages/<uuid:share_id>/arreter/",
        passport.passport_share_stop,
        name="passport_share_stop",
    ),
    path("passeport/accord/", passport.passport_consent, name="passport_consent"),
    path(SHARED, passport.shared_passport, name="shared_passport"),
    path(f"{SHARED}passeport.pdf", passport.shared_passport_file, name="shared_passport_file"),
    path(PERSON, passport.passport_prepare, name="passport_prepare"),
    path(f"{PERSON}passeport.pdf", passport.passport_print, name="passport_print"),
]
