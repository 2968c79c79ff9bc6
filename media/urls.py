from django.urls import path

from media import views

app_name = "media"

urlpatterns = [path("<path:name>", views.public_file, name="public_file")]
