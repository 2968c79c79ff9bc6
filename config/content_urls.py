"""URL root of the content hosts: nothing of `config.urls` exists there."""

from django.urls import include, path

urlpatterns = [
    path("", include("media.content_urls")),
    path("", include("learners.runtime.urls")),
]

handler400 = "media.content_views.bad_request"
handler403 = "media.content_views.forbidden"
handler404 = "media.content_views.not_found"
handler500 = "media.content_views.server_error"
