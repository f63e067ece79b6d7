"""Letters of customs to the firm: kept as they were sent; the mail says only that there is one."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from fairway.kernel.text import Text
from fairway.platform.access.actor import Role
from fairway.platform.accounts.models import User
from fairway.platform.notices.services import notice_send
from fairway.platform.ui.language import say
from fairway.trust.aeo.letter_words import SUBJECTS, TEMPLATES, letter_context
from fairway.trust.aeo.models import Case, CaseEvent, Letter


def letter_send(case: Case, event: CaseEvent) -> Letter | None:
    """Write the letter of an event, in the transaction that notes it; None where it needs none."""
    template = TEMPLATES.get(event.move)
    if template is None:
        return None
    letter = _written(case, event, template)
    notice_send(
        organisation=case.organisation,
        kind=f"case.{template}",
        text=Text(
            "Customs wrote to you in the case {number}: {subject}.",
            {"number": case.number, "subject": SUBJECTS[template]},
        ),
        href=case_address(case),
        subject=case,
        at=event.at,
    )
    for person in _readers(case):
        _mail(person, case)
    return letter


def _written(case: Case, event: CaseEvent, template: str) -> Letter:
    with override(case.language):
        context = letter_context(case, event, template)
        body = render_to_string(f"aeo/letters/{template}.txt", context)
        subject = say(SUBJECTS[template])
    return Letter.objects.create(
        case=case,
        event=event,
        template=template,
        language=case.language,
        subject=f"{subject} · {case.number}",
        body=_tidy(body),
        written_at=event.at,
    )


def _tidy(body: str) -> str:
    """Paragraphs one empty line apart, however the template came to them."""
    paragraphs = (line.rstrip() for line in body.strip().splitlines())
    kept: list[str] = []
    for line in paragraphs:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)


def _readers(case: Case) -> list[User]:
    """The firm's own people; an adviser reads the notice."""
    return list(
        User.objects.filter(
            memberships__organisation=case.organisation_id,
            memberships__left_at__isnull=True,
            memberships__role__in=(Role.OWNER, Role.COLLEAGUE),
            is_active=True,
            erased_at__isnull=True,
        )
        .distinct()
        .order_by("pk")
    )


def case_address(case: Case) -> str:
    """The firm's page of the case, in the active language."""
    return reverse("aeo:case", args=[case.organisation_id, case.pk])


def _mail(person: User, case: Case) -> None:
    """It says nothing of what the letter is about: mail is read on the way."""
    with override(person.language):
        address = f"{settings.SITE_URL}{case_address(case)}"
        context = {"person": person, "number": case.number, "address": address}
        body = render_to_string("aeo/letters/mail.txt", context)
        subject = say(Text("A letter in the case {number}", {"number": case.number}))
    send_mail(subject, body, None, [person.email])
