from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed


class OperationsConfig(AppConfig):
    name = "fairway.platform.operations"
    label = "operations"

    def ready(self) -> None:
        user_login_failed.connect(_count_failed_sign_in)


def _count_failed_sign_in(**_: Any) -> None:
    from fairway.platform.operations.metrics import SIGN_INS_FAILED  # noqa: PLC0415  (see `counting`)

    SIGN_INS_FAILED.inc()
