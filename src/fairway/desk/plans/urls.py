from django.urls import path

from fairway.desk.plans import change_views, shared_views, views

app_name = "plans"

_PLANS = "workspace/<uuid:organisation>/plans/"
_PLAN = f"{_PLANS}<uuid:plan>/"

urlpatterns = [
    path(_PLANS, views.plans, name="list"),
    path("workspace/<uuid:organisation>/plans.csv", views.plans_download, name="list-download"),
    path(f"{_PLANS}compare/", views.compare, name="compare"),
    path(f"{_PLANS}compare.csv", views.compare_download, name="compare-download"),
    path(_PLAN, views.plan, name="plan"),
    path(f"{_PLAN}plan.pdf", views.pdf, name="pdf"),
    path("plans/save/", change_views.save, name="save"),
    path(f"{_PLAN}rename/", change_views.rename, name="rename"),
    path(f"{_PLAN}question/", change_views.question, name="question"),
    path(f"{_PLAN}accept/", change_views.accept, name="accept"),
    path(f"{_PLAN}check/", change_views.check, name="check"),
    path(f"{_PLAN}archive/", change_views.archive, name="archive"),
    path(f"{_PLAN}restore/", change_views.restore, name="restore"),
    path(f"{_PLAN}share/", change_views.share, name="share"),
    path(f"{_PLAN}share/<uuid:share>/revoke/", change_views.revoke, name="revoke"),
    path("shared/<str:secret>/", shared_views.shared, name="shared"),
    path("shared/<str:secret>/plan.pdf", shared_views.shared_pdf, name="shared-pdf"),
    path("offline/", shared_views.offline, name="offline"),
    path("sw.js", shared_views.worker, name="worker"),
]
