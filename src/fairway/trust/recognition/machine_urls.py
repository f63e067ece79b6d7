from django.urls import path

from fairway.trust.recognition import partner_views

app_name = "exchange"

# Called by machines: no language in the address.
urlpatterns = [
    path(".well-known/fairway-recognition.json", partner_views.published_keys, name="published-keys"),
    path("api/v1/recognition/messages", partner_views.messages, name="messages"),
    path("api/v1/aeo/status/<str:secret>", partner_views.status, name="status"),
]
