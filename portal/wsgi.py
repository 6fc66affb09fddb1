"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from portal.environment import demand

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
demand()
application = get_wsgi_application()
