# The image of web, worker, beat and migrations. The version of Python and Debian the tests run on.
FROM python:3.11-slim-bookworm

# Pango draws the letters, in fonts of Arial's measures; libmagic recognises uploaded files.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 fonts-dejavu-core fonts-liberation \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/srv/static
WORKDIR /srv/portal

COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements.lock

COPY . .
RUN python -m compileall -q . \
    && python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -m 700 /srv/documents

USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--worker-class=sync", "--workers=3", "--bind=0.0.0.0:8000", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-", \
     "--logger-class=portal.logs.AccessLog", "--forwarded-allow-ips=*"]
