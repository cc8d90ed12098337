"""The door of the administration: a one-time code in production, and nothing typed is lost before it."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from csbm_catalog.accounts.codes import devices
from csbm_catalog.accounts.held import Held, page, send_again, sign_in_first

HERE = "admin/"
ELSEWHERE = (
    "admin/login/",
    "admin/logout/",
    "admin/password_change/",
)  # for everybody: see csbm_catalog.urls


class AdminDoor:
    """Lead whoever may enter the administration past the page for one-time codes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        route = request.resolver_match.route
        if not route.startswith(HERE) or route in ELSEWHERE:
            return None
        if not request.user.is_authenticated:
            return sign_in_first(request) if request.method == "POST" else None
        if not needs_code(request):
            return None
        if request.method == "POST":
            return code_first(request, Held.of(request))
        name = "code" if devices.device_of(request.user) else "code-set-up"
        return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def needs_code(request) -> bool:
    """Say whether a code stands between who is signed in and the administration."""
    return request.user.is_staff and devices.are_required() and not devices.is_verified(request)


def code_first(request, held: Held, status=403):
    """Answer a form from somebody whose code has lapsed: the code on the same page, and the form after that."""
    if not devices.device_of(request.user):
        return page(request, "accounts/again.html", held, status, asks_for_codes=True)
    from csbm_catalog.accounts.codes.forms import CodeForm  # after the models, which middleware comes before

    return page(request, "accounts/code.html", held, status, form=CodeForm(request))


def go_on(request, held: Held):
    """Show who has just signed in the form that was held, behind the code where it goes to the administration."""
    if held.to.startswith(f"/{HERE}") and needs_code(request):
        return code_first(request, held, status=200)
    return send_again(request, held)
