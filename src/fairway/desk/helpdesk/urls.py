from django.urls import path, re_path

from fairway.desk.helpdesk import views

app_name = "helpdesk"

urlpatterns = [
    path("", views.ask, name="ask"),
    path("answer", views.answer, name="answer"),
    re_path(r"^answer\.(?P<form>csv|json)$", views.answer_download, name="answer-download"),
    path("compare", views.compare, name="compare"),
    re_path(r"^compare\.(?P<form>csv|json)$", views.compare_download, name="compare-download"),
]
