from django.urls import path

from fairway.platform.audit import views

app_name = "audit"

urlpatterns = [
    path("workspace/<uuid:organisation>/history/", views.history, name="history"),
    path("workspace/<uuid:organisation>/history.csv", views.download, name="download"),
]
