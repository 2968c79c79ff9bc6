from django.urls import path

from competences.views import badges, documents, verify

app_name = "competences"

urlpatterns = [
    # What signed badges name: these addresses never change.
    path(".well-known/jwks.json", documents.keys, name="badge_keys"),
    path("badges/cles/<slug:name>.json", documents.key, name="badge_key"),
    path("badges/emetteurs/<slug:slug>/", documents.issuer, name="badge_issuer"),
    path("badges/listes/<uuid:list_id>/", documents.status_list, name="badge_status_list"),
    path(
        "badges/reussites/<path:key>/image.<slug:kind>",
        documents.achievement_picture,
        name="achievement_picture",
    ),
    path("badges/reussites/<path:key>/", documents.achievement, name="achievement"),
    path("badges/<uuid:badge_id>/", badges.badge, name="badge"),
    path("badges/<uuid:badge_id>/badge.<slug:kind>", badges.badge_file, name="badge_file"),
    path("verifier/", verify.verify, name="verify"),
]
