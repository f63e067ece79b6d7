"""The pages that belong to the house itself."""

from __future__ import annotations

from django.urls import path

from fairway.platform.ui import views

app_name = "ui"
urlpatterns = [
    path("about", views.about, name="about"),
    path("style", views.gallery, name="gallery"),
]
