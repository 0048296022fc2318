"""Mail, with an invitation inside when there is one (RFC 6047: the calendar as an alternative and as an attachment)."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email import encoders
from email.mime.base import MIMEBase
from email.mime.nonmultipart import MIMENonMultipart

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart


@dataclass(frozen=True)
class CalendarPart:
    """An iCalendar object and its METHOD, which the mail part must repeat."""

    method: str
    ics: bytes


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str
    message_id: str
    calendar: CalendarPart | None = None


class DeliveryRefused(Exception):
    """The mail did not leave. ``may_try_again`` tells a passing fault from a final one; ``code`` holds no personal text."""

    def __init__(self, code: str, *, may_try_again: bool) -> None:
        super().__init__(code)
        self.code = code
        self.may_try_again = may_try_again


class InvitationMail(EmailMultiAlternatives):
    """multipart/mixed → alternative (text, html, calendar last, base64) + the same calendar as ``undangan.ics``."""

    def __init__(self, *, calendar: CalendarPart, **fields: object) -> None:
        super().__init__(**fields)  # type: ignore[arg-type]  # passed through
        self._calendar = calendar

    def _create_message(self, msg: SafeMIMEMultipart) -> SafeMIMEMultipart:
        message = self._create_alternatives(msg)  # type: ignore[attr-defined]  # not in the stubs
        if not message.is_multipart():
            alternative = SafeMIMEMultipart(_subtype="alternative", encoding=self.encoding or "utf-8")
            alternative.attach(message)
            message = alternative
        message.attach(_calendar_part("calendar", self._calendar, method=True))
        mixed = SafeMIMEMultipart(_subtype="mixed", encoding=self.encoding or "utf-8")
        mixed.attach(message)
        attachment = MIMEBase("application", "ics")
        attachment.set_payload(self._calendar.ics)
        encoders.encode_base64(attachment)
        attachment.add_header("Content-Disposition", "attachment", filename="undangan.ics")
        mixed.attach(attachment)
        return mixed


def _calendar_part(subtype: str, calendar: CalendarPart, *, method: bool) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    if method:
        part.set_param("method", calendar.method)
    part.set_payload(calendar.ics)
    encoders.encode_base64(part)
    return part


def send_letter(letter: Letter) -> None:
    """Hand the letter to the mail server. Raises ``DeliveryRefused``; never logs an address or a text."""
    fields = {
        "subject": letter.subject,
        "body": letter.text,
        "to": [letter.to],
        "headers": {"Message-ID": letter.message_id},
    }
    mail: EmailMultiAlternatives
    if letter.calendar is not None:
        mail = InvitationMail(calendar=letter.calendar, **fields)
    else:
        mail = EmailMultiAlternatives(**fields)  # type: ignore[arg-type]  # one dict for both classes
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        raise DeliveryRefused(f"smtp_{max(codes)}", may_try_again=max(codes) < 500) from None
    except smtplib.SMTPResponseException as refusal:
        raise DeliveryRefused(f"smtp_{refusal.smtp_code}", may_try_again=refusal.smtp_code < 500) from None
    except (smtplib.SMTPException, OSError) as fault:
        raise DeliveryRefused(type(fault).__name__, may_try_again=True) from None
    except ValueError:  # a header that can't be written, such as a line break in a subject
        raise DeliveryRefused("bad_header", may_try_again=False) from None
