from django.urls import path

from fairway.platform.accounts import invitation_views, member_views, token_views, views

app_name = "accounts"

_WORKSPACE = "workspace/<uuid:organisation>"

urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations.csv", views.organisations_csv, name="organisations-csv"),
    path("organisations/new/", views.firm_open, name="open"),
    path("organisations/add/", views.organisation_open, name="organisation-open"),
    path(f"{_WORKSPACE}/members/", member_views.members, name="members"),
    path(f"{_WORKSPACE}/members.csv", member_views.members_csv, name="members-csv"),
    path(f"{_WORKSPACE}/members/invite/", invitation_views.invite, name="invite"),
    path(f"{_WORKSPACE}/members/leave/", member_views.leave, name="leave"),
    path(f"{_WORKSPACE}/members/<uuid:membership>/", member_views.member, name="member"),
    path(f"{_WORKSPACE}/members/<uuid:membership>/end/", member_views.member_end, name="member-end"),
    path(f"{_WORKSPACE}/invitations.csv", invitation_views.invitations_csv, name="invitations-csv"),
    path(f"{_WORKSPACE}/invitations/<uuid:invitation>/", invitation_views.withdraw, name="withdraw"),
    path(f"{_WORKSPACE}/tokens/", token_views.tokens, name="tokens"),
    path(f"{_WORKSPACE}/tokens.csv", token_views.tokens_csv, name="tokens-csv"),
    path(f"{_WORKSPACE}/tokens/new/", token_views.token_new, name="token-new"),
    path(f"{_WORKSPACE}/tokens/<uuid:token>/", token_views.revoke, name="revoke"),
    path(f"{_WORKSPACE}/settings/", views.settings, name="settings"),
    path(f"{_WORKSPACE}/settings/hand-over/", views.hand_over, name="hand-over"),
    path(f"{_WORKSPACE}/settings/close/", views.close, name="close"),
    path("join/<str:secret>/", invitation_views.join, name="join"),
]
