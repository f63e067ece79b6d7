"""The addresses of the room: of the office, of the firm, of the public."""

from django.urls import path

from fairway.trust.aeo import (
    firm_apply_views,
    firm_holding_views,
    firm_views,
    kpi_views,
    office_case_views,
    office_decision_views,
    office_move_views,
    office_views,
    public_views,
)

app_name = "aeo"

_CASES = "office/<uuid:organisation>/cases/"
_OFFICE_CASE = f"{_CASES}<uuid:case>/"
_OFFICE = [
    path(_CASES, office_views.queue, name="queue"),
    path("office/<uuid:organisation>/cases.csv", office_views.queue_download, name="queue-download"),
    path(f"{_CASES}assign/", office_views.queue_assign, name="queue-assign"),
    path(_OFFICE_CASE, office_case_views.case_page, name="office-case"),
    path(f"{_OFFICE_CASE}assign/", office_case_views.assign, name="office-assign"),
    path(f"{_OFFICE_CASE}fee-paid/", office_case_views.fee_paid, name="office-fee-paid"),
    path(f"{_OFFICE_CASE}files/<uuid:file>/", office_case_views.case_file, name="office-file"),
    path(f"{_OFFICE_CASE}reports/<uuid:report>/", office_case_views.report_seen, name="office-report-seen"),
    path(f"{_OFFICE_CASE}steps/<slug:move>/", office_move_views.move, name="office-move"),
    path(f"{_OFFICE_CASE}findings/<slug:criterion>/", office_move_views.finding, name="office-finding"),
    path(f"{_OFFICE_CASE}propose/<slug:kind>/", office_decision_views.propose, name="office-propose"),
    path(f"{_OFFICE_CASE}decide/", office_decision_views.decide, name="office-decide"),
    path(f"{_OFFICE_CASE}send-back/", office_decision_views.send_back, name="office-send-back"),
    path(f"{_OFFICE_CASE}appeal/", office_decision_views.appeal, name="office-appeal"),
    path("office/<uuid:organisation>/kpis/", kpi_views.dashboard, name="kpis"),
    path("office/<uuid:organisation>/kpis.csv", kpi_views.download, name="kpis-download"),
]
_FIRM_CASES = "workspace/<uuid:organisation>/cases/"
_FIRM_CASE = f"{_FIRM_CASES}<uuid:case>/"
_STATUS = "workspace/<uuid:organisation>/status/<uuid:certificate>/"
_FIRM = [
    path(_FIRM_CASES, firm_views.cases, name="cases"),
    path("workspace/<uuid:organisation>/cases.csv", firm_views.cases_download, name="cases-download"),
    path(
        "workspace/<uuid:organisation>/apply/<slug:programme>/<slug:tier>/",
        firm_apply_views.apply,
        name="apply",
    ),
    path(_FIRM_CASE, firm_views.case, name="case"),
    path(f"{_FIRM_CASE}steps/<slug:move>/", firm_views.step, name="step"),
    path(f"{_FIRM_CASE}letters/<uuid:letter>/", firm_views.letter, name="letter"),
    path(f"{_STATUS}certificate.pdf", firm_views.certificate, name="certificate"),
    path(f"{_STATUS}benefits/", firm_holding_views.benefits, name="benefits"),
    path(f"{_STATUS}benefits.csv", firm_holding_views.benefits_download, name="benefits-download"),
    path(
        f"{_STATUS}benefits/<uuid:use>/take-back/",
        firm_holding_views.benefit_take_back,
        name="benefit-take-back",
    ),
    path(f"{_STATUS}monitoring/", firm_holding_views.monitoring, name="monitoring"),
    path(f"{_STATUS}change/", firm_holding_views.change, name="change"),
]
_PUBLIC = [
    path("aeo/verify/", public_views.verify, name="verify"),
    path("aeo/verify/<str:secret>/", public_views.verified, name="verified"),
]

urlpatterns = [*_OFFICE, *_FIRM, *_PUBLIC]
