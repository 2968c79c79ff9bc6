"""The pages of django-allauth that Palier uses; the others do not exist.

Passwords and authenticators are for the team: a founder has a card, or a code by e-mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from core.http import team_required

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("code/", account.request_login_code, name="account_request_login_code"),
    path("code/confirmer/", account.confirm_login_code, name="account_confirm_login_code"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/", team_required(account.password_change), name="account_change_password"),
    path("mot-de-passe/choisir/", team_required(account.password_set), name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("double-verification/", team_required(mfa.index), name="mfa_index"),
    path("double-verification/code/", mfa.authenticate, name="mfa_authenticate"),
    path("double-verification/confirmer/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "double-verification/activer/", team_required(totp.activate_totp), name="mfa_activate_totp"
    ),
    path(
        "double-verification/arreter/",
        team_required(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "double-verification/secours/",
        team_required(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "double-verification/secours/nouveaux/",
        team_required(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "double-verification/secours/codes.txt",
        team_required(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
