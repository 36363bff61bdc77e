#!/bin/sh
# Run once by the Postgres image, on an empty data folder: a role that owns its database and is no superuser.
set -e
psql -v ON_ERROR_STOP=1 -v password="$IMAGECHAT_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
create role imagechat login nosuperuser nobypassrls password :'password';
create database imagechat owner imagechat;
SQL
