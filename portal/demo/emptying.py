"""Emptying the demonstration's tables, which only the database's owner may do."""

import psycopg2
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from documents.actions import forget_bytes
from documents.models import Document
from portal import environment

KEPT = {"django_migrations", "django_content_type"}


def empty_everything():
    """Take every row out of every table, and the bytes out of the document store."""
    url = environment.text("DATABASE_OWNER_URL")
    if not url:
        raise ImproperlyConfigured(
            "--fresh needs DATABASE_OWNER_URL: only the database's owner may empty tables."
        )
    stored = list(Document.objects.values_list("stored_as", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        here = cursor.fetchone()[0]
    names = ", ".join(f'"{name}"' for name in sorted(set(_tables()) - KEPT))
    owner = psycopg2.connect(url)
    try:
        with owner, owner.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            there = cursor.fetchone()[0]
            if there != here:
                raise ImproperlyConfigured(
                    f"DATABASE_OWNER_URL is the database {there}, DATABASE_URL is {here}."
                )
            cursor.execute(f"TRUNCATE {names} RESTART IDENTITY")
    finally:
        owner.close()
    for name in stored:
        forget_bytes(name)
    cache.clear()


def _tables():
    return connection.introspection.django_table_names(only_existing=True, include_views=False)
