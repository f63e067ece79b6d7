"""The addresses of the room."""

from django.urls import path

from fairway.trust.programmes import views

app_name = "programmes"

urlpatterns = [
    path("aeo/", views.programmes, name="list"),
    path("aeo/programmes/<slug:code>/", views.programme, name="programme"),
    path("aeo/programmes/<slug:code>/criteria.csv", views.download, name="download"),
]
