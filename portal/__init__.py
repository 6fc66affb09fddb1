"""The Django project and the pages people see. It holds no rules."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
