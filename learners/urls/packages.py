from django.urls import path

from learners.urls.module import ACTIVITY
from learners.views import packages

urlpatterns = [
    path(f"{ACTIVITY}ouvrir/", packages.package_open, name="package_open"),
    path(f"{ACTIVITY}lecteur/", packages.package_page, name="package_page"),
    path(f"{ACTIVITY}jeton/", packages.package_token, name="package_token"),
    path(f"{ACTIVITY}envois/", packages.package_replay, name="package_replay"),
]
