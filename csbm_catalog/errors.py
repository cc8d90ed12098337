"""Error pages that Django's defaults do not cover."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

RETRY_AFTER_SECONDS = 10


@requires_csrf_token
def bad_request(request, exception):
    """Return 413 with the limit that a form went over, 400 for any other request that nothing can mean."""
    limit = limit_of(exception) if request.method == "POST" else ""
    if limit:
        return render(request, "413.html", {"limit": limit}, status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def limit_of(exception) -> str:
    """Return the limit that was gone over, in a sentence; empty where it was none."""
    match exception:
        case RequestDataTooBig():
            size = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            return _("The text of a form may have %(size)s at most; this one has more.") % {"size": size}
        case TooManyFieldsSent():
            count = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            return _("A form may have %(count)d fields at most; this one has more.") % {"count": count}
        case TooManyFilesSent():
            count = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return _("A form may bring %(count)d files at most; this one brings more.") % {"count": count}
    return ""


@requires_csrf_token
def server_error(request, template_name="500.html"):
    """Return 503 where the database is away, 500 for any other fault; neither page needs a database."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(
            render_to_string("503.html", {"retry_after": RETRY_AFTER_SECONDS}),
            status=503,
            headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"},
        )
    return HttpResponse(render_to_string(template_name), status=500, headers={"Cache-Control": "no-store"})
