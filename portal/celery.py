"""The portal's Celery application, and its timetable: when jobs run is written here and nowhere else."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each job asks "what is due and not yet done?", so a tick that was missed is made good by the next one.
app.conf.beat_schedule = {
    "deliver letters": {"task": "letters.tasks.deliver_letters", "schedule": 20.0},
    "scan documents": {"task": "documents.tasks.scan_documents", "schedule": 20.0},
    "clear sessions": {"task": "people.tasks.clear_sessions", "schedule": crontab(minute="40", hour="3")},
    "sweep the store": {"task": "documents.tasks.sweep_orphans", "schedule": crontab(minute=17)},
    "open clocks of plans": {"task": "ehcp.tasks.open_clocks", "schedule": crontab(minute="5", hour="5-22")},
    # Before the first sweep of the day, so that nobody is reminded of a day that has moved.
    "follow notices": {
        "task": "clocks.tasks.follow_notices",
        "schedule": crontab(minute="*/10", hour="4-22"),
    },
    "sweep clocks": {"task": "clocks.tasks.sweep", "schedule": crontab(minute="*/10", hour="5-22")},
    "plan payments": {
        "task": "payments.tasks.plan_payments",
        "schedule": crontab(minute="*/10", hour="5-22"),
    },
    "open returns": {"task": "payments.tasks.open_returns", "schedule": crontab(minute="*/10", hour="5-22")},
    "remind of returns": {
        "task": "payments.tasks.quarterly_return_reminders",
        "schedule": crontab(minute="*/10", hour="5-22"),
    },
    # In the morning, so that finance can still pay that day.
    "tell of late payments": {
        "task": "payments.tasks.alarm_late_instalments",
        "schedule": crontab(minute="*/10", hour="6-22"),
    },
    "conclude decisions": {
        "task": "decisions.tasks.conclude_decisions",
        "schedule": crontab(minute="25,55", hour="5-22"),
    },
    # Notices move their days first, so that no budget ends on a day its family was not given in time.
    "end agreements": {
        "task": "budgets.tasks.end_agreements",
        "schedule": crontab(minute="20,50", hour="5-22"),
    },
    "chase notices of endings": {
        "task": "budgets.tasks.annual_review_cessation_notices",
        "schedule": crontab(minute="*/10", hour="5-22"),
    },
}
