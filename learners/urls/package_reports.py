from django.urls import path

from learners.views import package_reports

ACTIVITY = "activites-importees/<slug:slug>/<uuid:activity_id>"
PERSON = "personnes/<uuid:enrolment_id>/activites-importees"

urlpatterns = [
    path("activites-importees/", package_reports.package_reports, name="package_reports"),
    path(f"{ACTIVITY}/", package_reports.package_report, name="package_report"),
    path(
        f"{ACTIVITY}/questions.csv",
        package_reports.package_report_csv,
        {"rows": "questions"},
        name="package_report_questions",
    ),
    path(
        f"{ACTIVITY}/reponses.csv",
        package_reports.package_report_csv,
        {"rows": "reponses"},
        name="package_report_answers",
    ),
    path(
        f"{ACTIVITY}/activite.xlsx",
        package_reports.package_report_xlsx,
        name="package_report_xlsx",
    ),
    path(f"{PERSON}/", package_reports.person_packages, name="person_packages"),
    path(
        f"{PERSON}/<slug:slug>/<uuid:activity_id>/",
        package_reports.person_package,
        name="person_package",
    ),
]
