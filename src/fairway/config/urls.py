"""Every address of an instance: the only place where all rooms meet."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from fairway.config.api import api, reference
from fairway.config.health import healthz, readyz
from fairway.config.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("", include("fairway.trust.recognition.machine_urls")),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("api", reference, name="api-docs"),
        path("products/", include("fairway.data.nomenclature.urls")),
        path("data/", include("fairway.data.idb.urls")),
        path("", include("fairway.data.classification.urls")),
        path("account/", include("fairway.platform.accounts.person_urls")),
        path("account/", include("fairway.platform.accounts.library_urls")),
        path("", include("fairway.platform.accounts.urls")),
        path("", include("fairway.platform.audit.urls")),
        path("", include("fairway.platform.firms.urls")),
        path("", include("fairway.platform.files.urls")),
        path("", include("fairway.platform.notices.urls")),
        path("", include("fairway.desk.home.urls")),
        path("", include("fairway.desk.plans.urls")),
        path("", include("fairway.trust.programmes.urls")),
        path("", include("fairway.trust.assessment.urls")),
        path("", include("fairway.trust.aeo.urls")),
        path("", include("fairway.trust.recognition.urls")),
        path("", include("fairway.platform.ui.urls")),
        path("", include("fairway.desk.helpdesk.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "fairway.config.errors.bad_request"
handler403 = "fairway.config.errors.permission_denied"
handler404 = "fairway.config.errors.page_not_found"
handler500 = "fairway.config.errors.server_error"
