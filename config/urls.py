"""URL root: each app brings its own."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls, views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls

from config import api

LOGIN = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns = [
    path("", include("core.urls")),
    path("compte/", include("core.account_urls")),
    path("langue/", login_not_required(set_language), name="set_language"),
    path("files/", include("media.urls")),
    path("api/v1/", api.urls),
    path("", include("competences.urls")),
    path("", include("courses.urls")),
    path("", include("learners.urls")),
    path("", include("accompaniment.urls")),
    # Wagtail's own form would let a password in without the second step.
    path("atelier/login/", LOGIN, name="atelier_login"),
    path("atelier/", include(wagtailadmin_urls)),
    # LoginRequiredMiddleware would hide the public pages.
    re_path(
        wagtail_urls.serve_pattern,
        login_not_required(wagtail_views.serve),
        name="wagtail_serve",
    ),
]

handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"
