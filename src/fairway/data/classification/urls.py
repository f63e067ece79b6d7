from django.urls import path

from fairway.data.classification import views

app_name = "classification"

_PRODUCTS = "workspace/<uuid:organisation>/products/"
_CATALOGUES = "workspace/<uuid:organisation>/catalogues/"

urlpatterns = [
    path("keep-product/", views.keep, name="keep"),
    path(_PRODUCTS, views.products, name="products"),
    path(_CATALOGUES, views.catalogues, name="catalogues"),
]
