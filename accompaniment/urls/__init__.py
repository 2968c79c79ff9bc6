from accompaniment.urls import cards, referrals

app_name = "accompaniment"

urlpatterns = [*cards.urlpatterns, *referrals.urlpatterns]
