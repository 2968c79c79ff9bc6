from django.urls import path

from learners.views import badges

urlpatterns = [
    path("mes-badges/", badges.badge_list, name="badge_list"),
    path("mes-badges/<uuid:badge_id>/", badges.badge, name="badge"),
    path("mes-badges/<uuid:badge_id>/non-merci/", badges.badge_decline, name="badge_decline"),
    path("mes-badges/<uuid:badge_id>/partage/", badges.badge_share, name="badge_share"),
    path("mes-badges/<uuid:badge_id>/supprimer/", badges.badge_delete, name="badge_delete"),
    path("mes-badges/<uuid:badge_id>/badge.<slug:kind>", badges.badge_file, name="badge_file"),
    path(
        "personnes/<uuid:enrolment_id>/badges/<uuid:badge_id>/retirer/",
        badges.badge_withdraw,
        name="badge_withdraw",
    ),
]
