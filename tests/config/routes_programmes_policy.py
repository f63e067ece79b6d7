"""The policy simulator is for those who make policy: not for officers, and not for firms."""

from tests.config.route_case import Case, of_office

_WHO = "who makes policy"

CASES = (
    Case("programmes:policy", _WHO, of_office()),
    Case("programmes:policy-upload", _WHO, of_office(), method="POST"),
    Case("programmes:policy-programme", _WHO, of_office(code=lambda world: "safe-msme")),
    Case(
        "programmes:policy-download",
        _WHO,
        of_office(code=lambda world: "safe-msme"),
        query="?population=uploaded",
    ),
)
