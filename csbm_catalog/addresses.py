"""Query strings: the question as it stands in an address."""

from django.http import QueryDict


def cleaned(params: QueryDict) -> QueryDict:
    """Return the parameters without those that are blank."""
    result = QueryDict(mutable=True)
    for name, values in params.lists():
        if kept := [value for value in values if value.strip()]:
            result.setlist(name, kept)
    return result


def without(params: QueryDict, name: str, value: str | None = None) -> str:
    """Return the query string without one parameter, or one value of it; the page starts anew."""
    result = params.copy()
    kept = [other for other in result.getlist(name) if value is not None and other != value]
    result.pop("page", None)
    if kept:
        result.setlist(name, kept)
    else:
        result.pop(name, None)
    return query_string(result)


def query_string(params: QueryDict) -> str:
    """Return the parameters as `?a=1&b=2`, or an empty string where there are none."""
    return f"?{params.urlencode(safe=':')}" if params else ""
