from django.urls import path

from learners.urls.module import ACTIVITY
from learners.views import package_state, packages

urlpatterns = [
    path(f"{ACTIVITY}ouvrir/", packages.package_open, name="package_open"),
    path(f"{ACTIVITY}lecteur/", packages.package_page, name="package_page"),
    path(f"{ACTIVITY}jeton/", packages.package_token, name="package_token"),
    path(f"{ACTIVITY}envois/", packages.package_replay, name="package_replay"),
    path(f"{ACTIVITY}etat/", package_state.package_state, name="package_state"),
]
