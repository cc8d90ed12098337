"""Forms as a browser sends them: what stands in the page, with what a person changed."""

from lxml import html


def values(response, of: str = "form") -> dict[str, list[str]]:
    """Return what the form with this id (or the last of the page) would send as it stands."""
    page = html.fromstring(response.content.decode())
    forms = [form for form in page.forms if form.get("id") == of] or page.forms[-1:]
    data: dict[str, list[str]] = {}
    for name, value in forms[0].form_values():
        data.setdefault(name, []).append(
            value.removeprefix("\n")
        )  # HTML drops the first line break of a textarea
    return {name: found for name, found in data.items() if "__prefix__" not in name}


def change(client, address: str, of: str = "form", follow: bool = False, **changed):
    """Open the form at an address, change some of its values, and send it."""
    data = values(client.get(address), of) | {"_save": ["Save"]}
    return client.post(address, data | changed, follow=follow)
