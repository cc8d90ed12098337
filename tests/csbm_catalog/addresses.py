"""Every public address of the site, as the URLconf has it, with an example of each."""

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

EXAMPLES = {
    "": "/",
    "search/": "/search/?q=border",
    "about/": "/about/",
    "glossary/": "/glossary/",
    "measures/": "/measures/?category=military",
    "measures.csv": "/measures.csv",
    "measures.json": "/measures.json",
    "measures/<slug:document>/<int:number>/": "/measures/miami-consensus/12/",
    "measures/<slug:document>/<int:number>/history/": "/measures/miami-consensus/12/history/",
    "m/<slug:key>/": "/m/ongzhn/",
    "documents/": "/documents/",
    "documents/<slug:slug>/": "/documents/miami-consensus/",
    "conferences/": "/conferences/",
    "conferences/<slug:slug>/": "/conferences/miami-2003/",
    "states/": "/states/",
    "states/<letters:code>/": "/states/us/",
}
PDFS = {
    "measures.pdf": "/measures.pdf?m=ongzhn",
    "measures/<slug:document>/<int:number>.pdf": "/measures/miami-consensus/12.pdf",
    "documents/<slug:slug>.pdf": "/documents/cyber-measures.pdf",
    "conferences/<slug:slug>.pdf": "/conferences/forum-6-2015.pdf",
    "states/<letters:code>.pdf": "/states/ht.pdf",
}
LIVE = {"state-of-the-record/": "/state-of-the-record/"}  # of what does not move the record's version, too
HEALTH = {"healthz": "/healthz", "readyz": "/readyz"}
PUBLIC = sorted(EXAMPLES.values())


def routes(resolver=None, before="") -> list[str]:
    """Return every route of the URLconf; forms, and what is for people signed in, have tables of their own."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if route.startswith(("admin/", "accounts/", "packets/", "verify/", "report/")):
            continue
        found += routes(pattern, route) if isinstance(pattern, URLResolver) else [route]
    return found
