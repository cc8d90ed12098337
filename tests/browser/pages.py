"""Every kind of page, and how to bring it about in a browser."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError

from measures.views.pages import Glossary

ADDRESSES = {
    "home": "/",
    "measures": "/measures/",
    "filtered measures": "/measures/?q=exercises&category=military&theme=visits&theme=notification-observation",
    "no measures": "/measures/?q=excercise&category=general&document=cyber-measures",
    "a bad value": "/measures/?document=nothing&category=military",
    "bad words": "/measures/?q=%3F%3F",
    "last page": "/measures/?page=7",
    "a selection": "/measures/?m=miami-consensus:12&m=santiago-declaration:3",
    "measure from a related document": "/measures/miami-consensus/1/",
    "working entry": "/measures/miami-consensus/23/",
    "measure read in the source": "/measures/miami-illustrative-list/1/",
    "measure with a discrepancy": "/measures/santiago-declaration/10/",
    "history of a measure": "/measures/miami-consensus/12/history/",
    "measure of a list": "/measures/miami-consensus/12/?q=communication&category=military",
    "documents": "/documents/",
    "document": "/documents/miami-consensus/",
    "document without a date": "/documents/oas-reporting-list/",
    "paper": "/documents/miami-2003-report-of-the-rapporteur/",
    "meetings": "/conferences/",
    "meeting": "/conferences/miami-2003/",
    "meeting of which little is known": "/conferences/forum-3-2008/",
    "meeting known in part": "/conferences/san-salvador-1998/",
    "states": "/states/",
    "state": "/states/ar/",
    "state with a discrepancy": "/states/ht/",
    "observer": "/states/be/",
    "search": "/search/?q=exercises",
    "search with one kind of results": "/search/?q=haiti",
    "search with nothing found": "/search/?q=xyzzyq",
    "search not begun": "/search/",
    "about": "/about/",
    "glossary": "/glossary/",
    "state of the record": "/state-of-the-record/",
    "report an error": "/report/?page=/measures/miami-consensus/12/",
    "a paper that is missing": "/report/?kind=paper&page=/documents/miami-consensus/",
    "sign in": "/accounts/login/",
    "sign in for a page": "/accounts/login/?next=/packets/",
    "400": "/search/?q=" + "a" * 4100,
    "404": "/nowhere/",
}
FAULTS = {"403": PermissionDenied, "500": RuntimeError("a fault"), "503": OperationalError("away")}
KINDS = [*ADDRESSES, *FAULTS, "wrong password", "official wording", "selection bar"]


def visit(page, kind, monkeypatch, make_measure):
    """Open a page of this kind."""
    if fault := FAULTS.get(kind):
        monkeypatch.setattr(Glossary, "get_context_data", lambda *args, **kwargs: raise_(fault))
        page.goto("/glossary/")
    elif kind == "wrong password":
        page.goto("/accounts/login/")
        page.get_by_label("User name").fill("nobody")
        page.get_by_label("Password").fill("nothing")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()
    elif kind == "official wording":
        page.goto(make_measure(official_text="To give notice in good time.").get_absolute_url())
    elif kind == "selection bar":
        page.goto("/documents/cyber-measures/")
        page.locator(".tick input").first.check()
    else:
        page.goto(ADDRESSES[kind])


def raise_(fault):
    raise fault
