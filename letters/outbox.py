"""The outbox: what the worker does with deliveries, so that nothing is lost and nothing legal goes twice.

A delivery is claimed for a lease, several at a time, by as many workers as there are. Every later write about
it asks that the lease is still ours, so a worker that was thought dead changes nothing. E-mail passes through
SENDING, committed just before the message is handed over: a worker that dies there leaves a doubt. A legal
notice in doubt waits for a person; anything else goes again with the same Message-ID.
"""

import json
import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from letters import addresses, pdf
from letters.kinds import KINDS
from letters.mail import Down, InDoubt, Later, Mailer, Never, compose
from letters.models import Channel, Delivery
from letters.noting import note_again, note_delivered
from letters.rendering import render
from people.sealing import unseal
from policy.deadlines import notified_on

log = logging.getLogger(__name__)
State = Delivery.State

BATCH = 20
LONGEST_RUN_SECONDS = 120
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 60, 3600
MOST_TRIES = 30

_CLAIM = """
WITH due AS MATERIALIZED (
  SELECT id FROM letters_delivery
  WHERE state IN ('waiting', 'claimed') AND next_try_at <= %(now)s AND channel IN %(channels)s
  ORDER BY next_try_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
UPDATE letters_delivery d SET state = 'claimed', lease_until = %(lease)s, next_try_at = %(lease)s
FROM due WHERE d.id = due.id RETURNING d.id, d.channel
"""
_RECOVER = """
WITH lost AS MATERIALIZED (
  SELECT d.id, l.kind IN %(again)s AS again
  FROM letters_delivery d JOIN letters_letter l ON l.id = d.letter_id
  WHERE d.state = 'sending' AND d.next_try_at <= %(now)s FOR UPDATE OF d SKIP LOCKED)
UPDATE letters_delivery d SET state = CASE WHEN again THEN 'waiting' ELSE 'doubtful' END,
  failure = CASE WHEN again THEN '' ELSE %(doubt)s END
FROM lost WHERE d.id = lost.id
"""
_DOUBT = "We stopped while the mail server was taking it: it may or may not have been sent."


class Overtaken(Exception):
    """Another worker has taken the delivery over."""


def deliver(*, seconds=LONGEST_RUN_SECONDS):
    """Deliver what is due, sharing it with other workers; tell whether the time ran out before the work."""
    end, out_of_time = time.monotonic() + seconds, False
    with Mailer() as mailer:
        while claims := [] if out_of_time else _next_claims(mailer):
            for number, lease, channel in claims:
                _deliver_one(number, lease, channel, mailer)
            out_of_time = time.monotonic() > end
    note_delivered()
    return out_of_time


def _next_claims(mailer):
    _recover()
    return _claim([Channel.POST] if mailer.is_down else [Channel.EMAIL, Channel.POST])


def _claim(channels):
    lease = _lease()
    values = {"now": timezone.now(), "lease": lease, "channels": tuple(channels), "most": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return [(number, lease, channel) for number, channel in sorted(cursor.fetchall())]


def _recover():
    # A kind nobody knows any more is treated as a legal notice: a person decides.
    again = tuple(code for code, kind in KINDS.items() if not kind.legal_notice)
    with connection.cursor() as cursor:
        cursor.execute(_RECOVER, {"now": timezone.now(), "again": again, "doubt": _DOUBT})


def _lease():
    return timezone.now() + timedelta(seconds=settings.LETTERS_LEASE_SECONDS)


def _deliver_one(number, lease, channel, mailer):
    leases = [lease]
    try:
        if channel == Channel.EMAIL and mailer.is_down:
            _move(number, lease, state=State.WAITING, next_try_at=_after(FIRST_DELAY_SECONDS))
            return
        delivery = _begin(number, lease)
        leases.append(delivery.lease_until)
        reason = addresses.why_not(delivery)
        if reason:
            _withdraw(delivery, reason)
        elif channel == Channel.POST:
            _to_print(delivery)
        else:
            _by_email(delivery, mailer)
    except Overtaken:
        return
    except (OperationalError, InterfaceError):
        raise
    except Exception as problem:
        # One letter that cannot be made must not stop the others. Only the kind of fault is kept, no words.
        log.error("delivery %s could not be prepared: %s", number, type(problem).__name__)
        words = str(problem) if isinstance(problem, pdf.PressFailed) else type(problem).__name__
        own = Delivery.objects.filter(pk=number, lease_until__in=leases, state=State.CLAIMED)
        own.update(
            state=State.FAILED, failure=f"The letter could not be prepared: {words}."[:300], lease_until=None
        )


def _begin(number, lease):
    fresh = _lease()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE letters_delivery SET tries = tries + 1, lease_until = %s, next_try_at = %s "
            "WHERE id = %s AND state = 'claimed' AND lease_until = %s",
            [fresh, fresh, number, lease],
        )
        if not cursor.rowcount:
            raise Overtaken
    return addresses.look_up(number)


def _move(number, lease, **changes):
    """Change a delivery while the lease is ours, and give the lease up unless it is renewed."""
    changes = {"lease_until": None} | changes
    if not Delivery.objects.filter(pk=number, lease_until=lease).update(**changes):
        raise Overtaken


def _settle(delivery, **changes):
    _move(delivery.pk, delivery.lease_until, **changes)


def _withdraw(delivery, reason):
    # A legal notice that cannot go is an officer's task; anything else is simply not sent.
    kind = KINDS.get(delivery.letter.kind)
    state = State.WITHDRAWN if kind and not kind.legal_notice else State.FAILED
    _settle(delivery, state=state, failure=reason, secret=None)
    note_again(delivery.letter_id)


def _to_print(delivery):
    if not delivery.person.postal_lines:
        _settle(delivery, state=State.FAILED, failure="There is no postal address.")
        return
    pdf.kept(delivery.letter)
    _settle(delivery, state=State.TO_PRINT, failure="")


def _by_email(delivery, mailer):
    address = addresses.email_of(delivery)
    if not addresses.is_deliverable(address):
        words = "The email address cannot be right." if address else "There is no email address."
        _settle(delivery, state=State.FAILED, failure=words)
        return
    render(delivery.letter)
    message = compose(delivery, address, secrets_of(delivery))
    try:
        mailer.send(message, before_data=lambda: _start_sending(delivery))
    except Never as problem:
        _settle(delivery, state=State.FAILED, failure=f"The mail server refused it: {problem}.")
    except Later as problem:
        _try_later(delivery, f"The mail server would not take it: {problem}.")
    except Down as problem:
        log.warning("the mail server cannot be reached: %s", problem)
        _try_later(delivery, "The mail server could not be reached.")
    except InDoubt:
        _doubt(delivery)
    else:
        _sent(delivery)


def secrets_of(delivery):
    """Open what is sealed in a delivery; empty when nothing is."""
    return json.loads(unseal(delivery.secret)) if delivery.secret else {}


def _start_sending(delivery):
    fresh = _lease()
    _settle(delivery, state=State.SENDING, sent_at=timezone.now(), lease_until=fresh, next_try_at=fresh)
    delivery.lease_until = fresh


def _sent(delivery):
    on = timezone.localdate()
    _settle(delivery, state=State.SENT, notified_on=notified_on("email", on), failure="", secret=None)


def _doubt(delivery):
    if KINDS[delivery.letter.kind].legal_notice:
        _settle(delivery, state=State.DOUBTFUL, failure=_DOUBT)
    else:
        _try_later(delivery, "The line to the mail server broke.")


def _try_later(delivery, words):
    if delivery.tries >= MOST_TRIES:
        _settle(delivery, state=State.FAILED, failure=f"{words} We tried {delivery.tries} times.")
        return
    delay = min(FIRST_DELAY_SECONDS * 2 ** (delivery.tries - 1), LONGEST_DELAY_SECONDS)
    _settle(delivery, state=State.WAITING, next_try_at=_after(delay), failure=words)


def _after(seconds):
    return timezone.now() + timedelta(seconds=seconds)
