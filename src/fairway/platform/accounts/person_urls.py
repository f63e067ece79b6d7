"""The pages of one's own account that are the house's own."""

from __future__ import annotations

from django.urls import path

from fairway.platform.accounts import person_views

app_name = "person"

urlpatterns = [
    path("settings/", person_views.settings_edit, name="settings"),
    path("data/", person_views.data_download, name="data"),
    path("delete/", person_views.erase, name="erase"),
    path("erased/", person_views.erased, name="erased"),
    path("signed-out/", person_views.signed_out, name="signed_out"),
    path("sessions/<int:pk>/end/", person_views.session_revoke, name="session_revoke"),
]
