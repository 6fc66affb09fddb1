"""What the worker does about letters; when is in portal/celery.py."""

import logging

from celery import shared_task

from audit.bell import ring
from letters import outbox, pdf
from letters.models import Letter
from letters.writing import DELIVER

log = logging.getLogger(__name__)


@shared_task
def deliver_letters():
    """Send every letter that is due; several workers share it, and what is left over wakes one again."""
    if outbox.deliver():
        ring(DELIVER)


@shared_task
def make_pdf(letter_id):
    """Make and keep a letter's PDF."""
    try:
        pdf.kept(Letter.objects.select_related("addressee").get(pk=letter_id))
    except (pdf.PressFailed, Letter.DoesNotExist) as problem:
        log.error("letter %s: %s", letter_id, problem)
