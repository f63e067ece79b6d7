from django.urls import URLPattern

app_name = "firms"

urlpatterns: list[URLPattern] = []
