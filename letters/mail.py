"""Letters by e-mail: words that name nobody, and a hand-over that knows when it is in doubt."""

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string

from letters.addresses import sign_in_of
from letters.kinds import KINDS, SIGN_IN, STAFF
from policy import council


class Later(Exception):
    """The mail server will not take this message now."""


class Never(Exception):
    """The mail server will never take this message."""


class Down(Exception):
    """The mail server cannot be reached: no message can go."""


class InDoubt(Exception):
    """The line broke while the message was handed over: it may have been taken."""


def compose(delivery, address, secrets):
    """Write the e-mail of a delivery: what happened, what to do, and a link to sign in."""
    letter, kind = delivery.letter, KINDS[delivery.letter.kind]
    body = council(letter.written_on)
    if kind.audience == SIGN_IN:
        subject, words = secrets["subject"], secrets["body"]
    else:
        subject, words = kind.email_subject, _words(delivery, kind, body, secrets)
    return EmailMessage(
        " ".join(subject.split()),
        words,
        formataddr((f"{body.service_name}, {body.name}", settings.DEFAULT_FROM_EMAIL)),
        [address],
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": "en-GB",
        },
    )


def _words(delivery, kind, body, secrets):
    context = kind.contents(secrets) | {
        "council": body,
        "link": f"{settings.BASE_URL}/{'staff/' if kind.audience == STAFF else ''}",
        "can_sign_in": sign_in_of(delivery.person) is not None,
        "by_post": delivery.is_posted,
        "where": delivery.letter.parts["says"].get("where"),
    }
    return render_to_string("letters/email.txt", context)


class Mailer:
    """A line to the mail server: opened when it is first needed, kept for a run of the worker."""

    def __init__(self):
        self._backend = None
        self.is_down = False

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self._hang_up()

    def send(self, message, *, before_data):
        """Hand a message over, calling `before_data` at the last moment at which it is surely not sent yet.

        Raises Later or Never when the server refuses, Down when it cannot be reached, InDoubt when it may
        have taken the message.
        """
        backend = self._open()
        if not isinstance(backend, EmailBackend):
            before_data()
            backend.send_messages([message])
            return
        try:
            self._address(backend, message)
        except (smtplib.SMTPServerDisconnected, OSError):
            self._hang_up()  # a line left idle is often cut: once more on a new one
            backend = self._open()
            self._address(backend, message, again=True)
        try:
            before_data()
        except BaseException:
            self._hang_up()
            raise
        self._hand_over(backend, message)

    def _open(self):
        if self._backend is None:
            backend = get_connection()
            try:
                backend.open()
            except (OSError, smtplib.SMTPException) as problem:
                self.is_down = True
                raise Down(type(problem).__name__) from None
            self._backend = backend
        return self._backend

    def _hang_up(self):
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _address(self, backend, message, *, again=False):
        line = backend.connection
        try:
            line.ehlo_or_helo_if_needed()
            code, _ = line.mail(settings.DEFAULT_FROM_EMAIL)
            if code != 250:
                self._hang_up()
                raise Later(f"it did not take mail from us ({code})")
            code, _ = line.rcpt(message.to[0])
        except (smtplib.SMTPServerDisconnected, OSError) as problem:
            if not again:
                raise
            self._hang_up()
            self.is_down = True
            raise Down(type(problem).__name__) from None
        if code not in (250, 251):
            self._refused(line, code)

    def _hand_over(self, backend, message):
        try:
            code, _ = backend.connection.data(message.message().as_bytes(linesep="\r\n"))
        except smtplib.SMTPDataError as problem:
            code = problem.smtp_code
        except (smtplib.SMTPException, OSError) as problem:
            self._hang_up()
            raise InDoubt(type(problem).__name__) from None
        if code != 250:
            self._refused(backend.connection, code)

    def _refused(self, line, code):
        try:
            line.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()
        if code == 421:
            self._hang_up()
        raise (Never if code >= 500 else Later)(f"it answered {code}")
