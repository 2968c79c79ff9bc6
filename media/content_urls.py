"""What every content host answers (`media.origin`): files of packages, scripts of players."""

from django.urls import path

from media import content_reports, content_views
from media.origin import REPORTS

app_name = "content"

urlpatterns = [
    path("c/<str:token>/", content_views.asset, name="package"),
    path("c/<str:token>/<path:path>", content_views.asset, name="asset"),
    path("p/<str:digest>/<slug:name>.js", content_views.player_script, name="player_script"),
    path(REPORTS.lstrip("/"), content_reports.report, name="report"),
]
