"""The addresses of the room."""

from django.urls import path

from fairway.trust.assessment import evidence_views, offline_views, question_views, result_views

app_name = "assessment"

_TRUST = "workspace/<uuid:organisation>/trust/"
_PROGRAMME = f"{_TRUST}<slug:programme>/"

urlpatterns = [
    path(_TRUST, result_views.overview, name="overview"),
    path(f"{_TRUST}upload", offline_views.upload, name="upload"),
    path(_PROGRAMME, result_views.start, name="start"),
    path(f"{_PROGRAMME}next/", question_views.onwards, name="next"),
    path(f"{_PROGRAMME}size/", question_views.size, name="size"),
    path(f"{_PROGRAMME}question/<str:question>/", question_views.question, name="question"),
    path(f"{_PROGRAMME}result/", result_views.result, name="result"),
    path(f"{_PROGRAMME}result.csv", result_views.result_download, name="result-download"),
    path(f"{_PROGRAMME}evidence/", evidence_views.evidence, name="evidence"),
    path(f"{_PROGRAMME}evidence/<slug:kind>/add/", evidence_views.add, name="evidence-add"),
    path(
        f"{_PROGRAMME}evidence/<uuid:evidence>/withdraw/", evidence_views.withdraw, name="evidence-withdraw"
    ),
    path(f"{_PROGRAMME}offline/", offline_views.offline, name="offline"),
]
