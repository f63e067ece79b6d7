from django.urls import path

from fairway.platform.files import views

app_name = "files"

_ORGANISATION = "workspace/<uuid:organisation>/files"
_FILE = f"{_ORGANISATION}/<uuid:pk>"

urlpatterns = [
    path(f"{_ORGANISATION}/", views.files, name="list"),
    path(f"{_ORGANISATION}.csv", views.table, name="table"),
    path(f"{_ORGANISATION}/add/", views.add, name="add"),
    path(f"{_FILE}/", views.file, name="file"),
    path(f"{_FILE}/download/", views.download, name="download"),
    path(f"{_FILE}/delete/", views.delete, name="delete"),
    path("files/<str:signed>/", views.content, name="content"),
]
