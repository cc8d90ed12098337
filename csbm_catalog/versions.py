"""One version of the record in every answer: what was seen, and whether it is still so."""

import hashlib
from functools import wraps

from django.conf import settings
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
    """Return the ETag of this address for a stranger: record, build, language, page or fragment."""
    version = version_of(request)
    parts = (version.number, version.changed_at, settings.BUILD, get_language(), is_fragment(request))
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def revalidated(view):
    """Let strangers' caches keep the answer and ask each time whether it still holds; nobody else's."""
    for_strangers = condition(etag_func=etag)(view)

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
