from django.urls import path

from fairway.desk.helpdesk import views

app_name = "helpdesk"

urlpatterns = [
    path("", views.ask, name="ask"),
    path("answer", views.answer, name="answer"),
    path("answer.<str:form>", views.answer_download, name="answer-download"),
    path("compare", views.compare, name="compare"),
    path("compare.<str:form>", views.compare_download, name="compare-download"),
]
