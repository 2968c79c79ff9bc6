from learners.urls import (
    assessments,
    badges,
    evidence,
    follow,
    founder,
    hand_ins,
    module,
    notebook,
    package_reports,
    packages,
    passport,
    positioning,
    posture,
    sessions,
)

app_name = "learners"

urlpatterns = [
    *badges.urlpatterns,
    *founder.urlpatterns,
    *notebook.urlpatterns,
    *passport.urlpatterns,
    *module.urlpatterns,
    *packages.urlpatterns,
    *package_reports.urlpatterns,
    *sessions.urlpatterns,
    *follow.urlpatterns,
    *evidence.urlpatterns,
    *hand_ins.urlpatterns,
    *positioning.urlpatterns,
    *posture.urlpatterns,
    *assessments.urlpatterns,
]
