"""What every request passes, outermost first."""

import logging
import re
import time
import uuid
from urllib.parse import unquote_plus

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponseBadRequest
from django.template.loader import render_to_string

from csbm_catalog.accounts.held import sign_in_first

MAX_QUERY_STRING = 4000
log = logging.getLogger("catalogue.requests")
ONE_TIME = re.compile(r"^(/accounts/(?:reset|invitation)/[^/]+/)[^/]+")


class RequestLog:
    """Write one line a request, with an id that the answer carries too; nothing searched for, no one-time link."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = time.monotonic()
        request.id = uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        path = ONE_TIME.sub(r"\1…", request.path)  # who reads a log is not to use the link in it
        log.info(
            "%s %s %s",
            request.method,
            path,
            response.status_code,
            extra={
                "request_id": request.id,
                "method": request.method,
                "path": path,
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - started) * 1000, 1),
                "bytes": None if response.streaming else len(response.content),
            },
        )
        return response


class StrictHeaders:
    """Add the headers that neither Django nor django-csp sets."""

    HEADERS = {
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.setdefault(name, value)
        return response


class Guard:
    """Refuse what no page can mean, before it reaches a database: NUL bytes and over-long questions."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        texts = [unquote_plus(query), request.path_info, *request.COOKIES.values()]
        if len(query) > MAX_QUERY_STRING or any("\0" in text for text in texts):
            return HttpResponseBadRequest(render_to_string("400.html", {"max_length": MAX_QUERY_STRING}))
        return self.get_response(request)


class ClosedSite(LoginRequiredMiddleware):
    """Ask everybody to sign in, where DJANGO_CLOSED says so."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if settings.CLOSED:
            return super().process_view(request, view_func, view_args, view_kwargs)
        return None

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            return sign_in_first(request)
        return super().handle_no_permission(request, view_func)
