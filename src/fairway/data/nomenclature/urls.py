from django.urls import path

from fairway.data.nomenclature import views

app_name = "nomenclature"

urlpatterns = [
    path("", views.browse, name="browse"),
    path("<str:code>/", views.entry, name="entry"),
]
