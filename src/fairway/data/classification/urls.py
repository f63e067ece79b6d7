from django.urls import path

from fairway.data.classification import catalogue_views, review_views, views

app_name = "classification"

_PRODUCTS = "workspace/<uuid:organisation>/products/"
_PRODUCT = f"{_PRODUCTS}<uuid:product>/"
_CATALOGUES = "workspace/<uuid:organisation>/catalogues/"
_CATALOGUE = f"{_CATALOGUES}<uuid:catalogue>/"
_ROW = f"{_CATALOGUE}rows/<int:row>/"

urlpatterns = [
    path("keep-product/", views.keep, name="keep"),
    path(_PRODUCTS, views.products, name="products"),
    path("workspace/<uuid:organisation>/products.csv", views.products_download, name="products-download"),
    path(_PRODUCT, views.product, name="product"),
    path(f"{_PRODUCT}name/", views.rename, name="product-rename"),
    path(f"{_PRODUCT}code/", views.code, name="product-code"),
    path(f"{_PRODUCT}remove/", views.remove, name="product-remove"),
    path(_CATALOGUES, catalogue_views.catalogues, name="catalogues"),
    path(f"{_CATALOGUES}add/", catalogue_views.add, name="catalogue-add"),
    path(_CATALOGUE, review_views.catalogue, name="catalogue"),
    path(f"{_CATALOGUE}columns/", catalogue_views.columns, name="catalogue-columns"),
    path(f"{_CATALOGUE}progress/", catalogue_views.progress, name="catalogue-progress"),
    path(f"{_CATALOGUE}decide/", review_views.decide, name="catalogue-decide"),
    path(f"{_CATALOGUE}finish/", catalogue_views.finish, name="catalogue-finish"),
    path(f"{_CATALOGUE}reopen/", catalogue_views.reopen, name="catalogue-reopen"),
    path(f"{_CATALOGUE}remove/", catalogue_views.remove, name="catalogue-remove"),
    path(f"{_CATALOGUE}codes.<str:form>", catalogue_views.download, name="catalogue-download"),
    path(_ROW, review_views.row, name="row"),
]
