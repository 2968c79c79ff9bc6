from django.urls import path

from learners.views import hand_ins

urlpatterns = [
    path("travaux/", hand_ins.hand_in_list, name="hand_in_list"),
    path("travaux/<uuid:hand_in_id>/", hand_ins.hand_in_detail, name="hand_in_detail"),
]
