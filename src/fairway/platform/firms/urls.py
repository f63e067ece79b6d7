from django.urls import path

from fairway.platform.firms import edit_views, views

app_name = "firms"
_PROFILE = "workspace/<uuid:organisation>/profile"

urlpatterns = [
    path(f"{_PROFILE}/", views.profile, name="profile"),
    path(f"{_PROFILE}/about/", edit_views.about, name="about"),
    path(f"{_PROFILE}/figures/", edit_views.figures, name="figures"),
    path(f"{_PROFILE}/group/", edit_views.group, name="group"),
    path(f"{_PROFILE}/identifiers/", edit_views.identifiers, name="identifiers"),
    path(f"{_PROFILE}/trade/", edit_views.trade, name="trade"),
    path(f"{_PROFILE}/changes/", views.changes, name="changes"),
    path(f"{_PROFILE}/changes.csv", views.changes_download, name="changes-download"),
]
