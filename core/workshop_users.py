"""Wagtail's screens for people, told that a founder may have neither e-mail nor password."""

from wagtail.users.apps import WagtailUsersAppConfig


class WorkshopUsersConfig(WagtailUsersAppConfig):
    user_viewset = "core.workshop_people.PersonViewSet"
