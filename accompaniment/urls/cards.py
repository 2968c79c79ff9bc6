from django.urls import URLPattern, path

from accompaniment.views import cards

urlpatterns: list[URLPattern] = [
    path("recommandations/", cards.card_list, name="cards"),
    path("recommandations/ecrire/", cards.card_new, name="card_new"),
    path("recommandations/<uuid:card_uuid>/", cards.card_detail, name="card"),
    path("recommandations/<uuid:card_uuid>/carte.pdf", cards.card_print, name="card_pdf"),
    path("recommandations/<uuid:card_uuid>/annuler/", cards.card_revoke, name="card_revoke"),
    path("carte/<str:token>/", cards.card_public, name="card_public"),
]
