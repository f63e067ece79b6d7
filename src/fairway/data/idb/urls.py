from django.urls import path

from fairway.data.idb import views

app_name = "idb"

urlpatterns = [
    path("", views.releases, name="releases"),
    path("<slug:pk>/", views.release, name="release"),
    path("<slug:pk>/<slug:table>.<str:form>", views.download, name="download"),
]
