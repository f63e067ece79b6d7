from django.urls import path

from fairway.desk.home import views

app_name = "home"

urlpatterns = [
    path("home/", views.start, name="start"),
    path("workspace/<uuid:organisation>/", views.workspace, name="workspace"),
]
