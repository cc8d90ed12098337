"""One version of the record in every answer: what was seen, and whether it is still so."""

import hashlib
from functools import wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.views.decorators.http import condition

from csbm_catalog.models import CatalogueVersion


def version_of(request) -> CatalogueVersion:
    """Return the version of the record for this request, asked for once."""
    if not hasattr(request, "record_version"):
        request.record_version = CatalogueVersion.current()
    return request.record_version


def record(request):
    """Give templates `record`, the version; costs a query only where it is used."""
    return {"record": SimpleLazyObject(lambda: version_of(request)), "contact": settings.CONTACT}


def is_fragment(request) -> bool:
    """Say whether htmx asks for a part of the page, rather than a reader for all of it."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def etag(request, *args, **kwargs) -> str:
    """Return the ETag for a stranger: record, build, language, page or fragment, address."""
    version = version_of(request)
    parts = (version.stamp, settings.BUILD, get_language(), is_fragment(request), request.get_full_path())
    return f'"{fingerprint(*parts)}"'


def fingerprint(*parts) -> str:
    """Return 32 hex digits that stand for these values and no others: the name of what is kept for them."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def kept(view):
    """Keep what strangers are shown at an address without a question, until the record changes."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.method != "GET" or request.META["QUERY_STRING"] or is_fragment(request):
            return view(request, *args, **kwargs)
        name = fingerprint(etag(request), request.build_absolute_uri())
        if page := caches["pages"].get(name):
            return HttpResponse(page)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and isinstance(response, TemplateResponse):
            response.add_post_render_callback(lambda done: caches["pages"].set(name, done.content))
        return response

    return inner


def revalidated(view):
    """Let strangers' caches keep the answer and ask each time whether it still holds; nobody else's."""
    for_strangers = condition(etag_func=etag)(kept(view))

    @wraps(view)
    def inner(request, *args, **kwargs):
        if settings.CLOSED or request.user.is_authenticated:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
        else:
            response = for_strangers(request, *args, **kwargs)
            patch_cache_control(response, public=True, no_cache=True)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response

    return inner
