"""Work of the plans that a worker does."""

from __future__ import annotations

from django_tasks import task

from fairway.desk.plans.checking import plans_check_all


@task()
def plans_check() -> None:
    """Check every plan that is due. A run that was killed is gone on with by the next one."""
    plans_check_all()
