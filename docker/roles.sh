#!/bin/bash
# Runs once, when PostgreSQL's volume is empty: makes the owner and the application role.
set -euo pipefail
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -v ON_ERROR_STOP=1 \
    -v owner_password="$DATABASE_OWNER_PASSWORD" -v app_password="$DATABASE_APP_PASSWORD" <<'SQL'
SELECT set_config('portal.owner_password', :'owner_password', false) IS NOT NULL AS owner,
       set_config('portal.app_password', :'app_password', false) IS NOT NULL AS app;
\i /docker/roles.sql
SQL
