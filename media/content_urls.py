"""What every content host answers (`media.origin`): files of packages, scripts of players."""

from django.urls import path, re_path

from media import bundle_views, content_reports, content_views
from media.origin import REPORTS

app_name = "content"

urlpatterns = [
    path("c/<str:token>/", content_views.asset, name="package"),
    path("c/<str:token>/<path:path>", content_views.asset, name="asset"),
    re_path(
        r"^b/(?P<digest>[0-9a-f]{64})(?P<suffix>\.js|\.css)$", bundle_views.bundle, name="bundle"
    ),
    re_path(
        r"^b/(?P<digest>[0-9a-f]{64})/(?P<path>.+)$",
        bundle_views.library_file,
        name="library_file",
    ),
    path("p/<str:digest>/<slug:name>.js", content_views.player_script, name="player_script"),
    path(REPORTS.lstrip("/"), content_reports.report, name="report"),
]
