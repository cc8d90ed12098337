"""Say which database the settings name, without its password, or in one sentence why it cannot be used."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbm_catalog.settings")


def describe() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite, {given['NAME']}"
    return f"PostgreSQL, {given['NAME']} at {given['HOST'] or 'this machine'}:{given['PORT'] or 5432}"


os.umask(0o077)  # a new SQLite file holds password hashes: nobody else's to read
try:
    django.setup()
    print(f"         Database: {describe()}", flush=True)
    connection.ensure_connection()
except ImproperlyConfigured as fault:
    sys.exit(f"Settings: {fault}")
except Error as fault:
    sys.exit(f"The database does not answer: {str(fault).strip().splitlines()[0]}")
if settings.SECURE_SSL_REDIRECT:
    print("         DJANGO_HTTPS is on: plain http is redirected to https, so put a proxy in front.")
