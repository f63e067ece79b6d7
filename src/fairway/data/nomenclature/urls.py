from django.urls import path

from fairway.data.nomenclature import edition_views, ruling_views, views

app_name = "nomenclature"

urlpatterns = [
    path("", views.browse, name="browse"),
    path("suggest/", views.suggest, name="suggest"),
    path("rulings/", ruling_views.rulings_list, name="rulings"),
    path("rulings.csv", ruling_views.rulings_download, name="rulings-download"),
    path("editions/", edition_views.migrate_list, name="editions"),
    path("editions/<str:code>/", edition_views.code_life, name="code-life"),
    path("<str:code>/", views.entry, name="entry"),
]
