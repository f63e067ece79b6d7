"""The pages of the programmes are everybody's."""

from tests.config.route_case import Case, Kwargs

_PROGRAMME: Kwargs = lambda world: {"code": "safe-msme"}  # noqa: E731

CASES = (
    Case("programmes:list", "everybody"),
    Case("programmes:programme", "everybody", _PROGRAMME),
    Case("programmes:download", "everybody", _PROGRAMME),
)
