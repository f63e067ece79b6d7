from django.urls import path

from fairway.platform.notices import views

app_name = "notices"

urlpatterns = [
    path("workspace/<uuid:organisation>/notices/", views.notices, name="list"),
    path("workspace/<uuid:organisation>/notices/seen/", views.see, name="see"),
    path("workspace/<uuid:organisation>/notices.csv", views.download, name="download"),
    path("letters/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
