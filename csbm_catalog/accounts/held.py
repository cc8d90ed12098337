"""What somebody typed into a form that could not be taken, kept until it can be sent again.

The fields go into the page, signed, so that what comes back after signing in is what was held and leads
to an address of this site. A form that another site sent is never held: nobody is to send it by a button.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render

SALT = "csbm_catalog.accounts.held"
HOURS = 24
MAX_LETTERS = 1_000_000  # what is longer is shown to be copied, and cannot be sent again from here
UNKEPT = re.compile(r"csrfmiddlewaretoken|held|.*passw.*|.*token.*|.*secret.*", re.I)
BOOKKEEPING = re.compile(r"_|initial-|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|version$|back$|.*-id$")


@dataclass(frozen=True)
class Held:
    """A form that is held: where it goes, its fields in order, and the names of files that it had."""

    to: str
    fields: list[list[str]]
    files: list[str]

    @classmethod
    def of(cls, request) -> "Held":
        fields = [
            [name, value]
            for name, values in request.POST.lists()
            for value in values
            if not UNKEPT.fullmatch(name)
        ]
        return cls(request.get_full_path(), fields, [file.name for file in request.FILES.values()])

    @classmethod
    def read(cls, signed: str) -> "Held | None":
        """Return what was held, if it was signed here, and lately."""
        try:
            return cls(**signing.loads(signed, salt=SALT, max_age=HOURS * 3600))
        except signing.BadSignature:
            return None

    @property
    def signed(self) -> str:
        """Return it as one field of a form; empty where it is too long to travel so."""
        if sum(len(name) + len(value) for name, value in self.fields) > MAX_LETTERS:
            return ""
        return signing.dumps(vars(self), salt=SALT, compress=True)

    @property
    def typed(self) -> list[str]:
        """Return the texts in it that a person may have typed."""
        return [value for name, value in self.fields if value.strip() and not BOOKKEEPING.match(name)]


def is_from_here(request) -> bool:
    """Say whether a page of this site sent the form, as the browser tells it."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(said)[:2] == (request.scheme, request.get_host())


def sign_in_first(request, held: Held | None = None, status=403) -> HttpResponse:
    """Answer a form of somebody who is signed out: sign-in on the same page, and the form after that."""
    from csbm_catalog.accounts.forms import SignInForm  # after the models, which middleware comes before

    return page(request, "accounts/held.html", held or Held.of(request), status, form=SignInForm(request))


def send_again(request, held: Held, status=200) -> HttpResponse:
    """Show a form that was held, with a button that sends it."""
    return page(request, "accounts/again.html", held, status, asks_for_codes=False)


def page(request, template: str, held: Held, status: int, **context) -> HttpResponse:
    response = render(request, template, context | {"held": held}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def csrf_failure(request, reason="") -> HttpResponse:
    """Answer a form whose token is too old, as after signing in from another tab: it can be sent again."""
    if request.method == "POST" and is_from_here(request):
        held = Held.read(request.POST.get("held", ""))
        if not held and not request.path_info.startswith("/accounts/"):
            held = Held.of(request)
        if held and held.fields:
            return (send_again if request.user.is_authenticated else sign_in_first)(request, held, 403)
    return render(request, "403_csrf.html", {"address": request.get_full_path()}, status=403)
