from django.urls import path

from fairway.data.nomenclature import ruling_views, views

app_name = "nomenclature"

urlpatterns = [
    path("", views.browse, name="browse"),
    path("suggest/", views.suggest, name="suggest"),
    path("rulings/", ruling_views.rulings_list, name="rulings"),
    path("rulings.csv", ruling_views.rulings_download, name="rulings-download"),
    path("<str:code>/", views.entry, name="entry"),
]
