"""The addresses of the room."""

from django.urls import path

from fairway.trust.programmes import policy_views, views

app_name = "programmes"

urlpatterns = [
    path("aeo/", views.programmes, name="list"),
    path("aeo/programmes/<slug:code>/", views.programme, name="programme"),
    path("aeo/programmes/<slug:code>/criteria.csv", views.download, name="download"),
    path("workspace/<uuid:organisation>/policy/", policy_views.policy, name="policy"),
    path("workspace/<uuid:organisation>/policy/upload/", policy_views.upload, name="policy-upload"),
    path(
        "workspace/<uuid:organisation>/policy/<slug:code>/",
        policy_views.policy_programme,
        name="policy-programme",
    ),
    path(
        "workspace/<uuid:organisation>/policy/<slug:code>/result.csv",
        policy_views.policy_download,
        name="policy-download",
    ),
]
