from django.urls import URLPattern, path

from accompaniment.views import answers, followed_referrals, referrals

urlpatterns: list[URLPattern] = [
    # The founder
    path("orientations/<uuid:enrolment_uuid>/", referrals.proposal, name="proposal"),
    path("orientations/<uuid:enrolment_uuid>/besoin/", referrals.need_choose, name="need_choose"),
    path(
        "orientations/<uuid:enrolment_uuid>/vers/<int:service_id>/",
        referrals.consent,
        name="consent",
    ),
    path(
        "orientations/<uuid:enrolment_uuid>/vers/<int:service_id>/envoyer/",
        referrals.referral_send,
        name="referral_send",
    ),
    path("orientations/suivi/<uuid:referral_uuid>/", referrals.my_referral, name="my_referral"),
    path(
        "orientations/suivi/<uuid:referral_uuid>/retirer/",
        referrals.referral_withdraw,
        name="referral_withdraw",
    ),
    # Who follows her
    path("orientations/", followed_referrals.referral_list, name="referrals"),
    path(
        "orientations/dossier/<uuid:referral_uuid>/",
        followed_referrals.referral_detail,
        name="referral",
    ),
    path(
        "personnes/<uuid:enrolment_uuid>/orientation/",
        followed_referrals.proposal_review,
        name="proposal_review",
    ),
    path(
        "personnes/<uuid:enrolment_uuid>/orientation/proposer/<int:service_id>/",
        followed_referrals.service_suggest,
        name="service_suggest",
    ),
    path(
        "personnes/<uuid:enrolment_uuid>/orientation/retirer/<int:choice_id>/",
        followed_referrals.choice_remove,
        name="choice_remove",
    ),
    # Who receives her
    path("orientations/recues/", answers.received_list, name="received_referrals"),
    path("orientations/recues/<uuid:referral_uuid>/", answers.received_detail, name="received"),
    path("reponse/<str:signed>/", answers.answer, name="answer"),
]
