"""The bell that wakes the worker: quick, and never in the way when the broker is down."""

import logging
import time

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

# Long enough for a broker that is well, short enough for a person who waits.
PATIENCE = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1, "max_retries": 0}
# After a broker did not answer, nobody waits for it for this long; the timetable wakes the worker anyway.
QUIET_SECONDS = 5
_quiet_until = 0.0


def ring_on_commit(task="letters.tasks.deliver_letters", *args):
    """Wake the worker once the present transaction is committed."""
    transaction.on_commit(lambda: ring(task, *args))


def ring(task="letters.tasks.deliver_letters", *args):
    """Wake the worker now; give whether the broker took it. A broker that is down is no error."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        with current_app.connection_for_write(transport_options=PATIENCE) as broker:
            current_app.send_task(task, args=args, connection=broker, retry=False, ignore_result=True)
        return True
    except Exception as problem:  # whatever the broker's client raises: the rows are safe in the database
        log.warning(
            "the broker did not answer (%s); the timetable will wake the worker", type(problem).__name__
        )
        _quiet_until = time.monotonic() + QUIET_SECONDS
        return False
