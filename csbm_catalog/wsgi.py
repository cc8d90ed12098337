"""The catalogue as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from csbm_catalog.checks import pdf_engine_fault

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbm_catalog.settings")
application = get_wsgi_application()
pdf_engine_fault()  # found once, here, so that /readyz need not look
