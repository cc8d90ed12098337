"""Addresses are asked over a real connection, to a server of this test's own."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from conferences import links
from conferences.models import LinkCheck, Source
from csbm_catalog.models import CatalogueVersion

pytestmark = pytest.mark.django_db


class Answers(BaseHTTPRequestHandler):
    """Answer with the status that the path names; /to/… redirects there; /get/… answers to GET alone."""

    def do_HEAD(self):
        _empty, *words = self.path.partition("?")[0].split("/")
        match words:
            case ["to", *rest]:
                self.send_response(302)
                self.send_header("Location", "/" + "/".join(rest))
            case ["loop"]:
                self.send_response(302)
                self.send_header("Location", "/loop")
            case ["out"]:
                self.send_response(302)
                self.send_header("Location", "http://169.254.169.254/secret")
            case ["file"]:
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd")
            case ["get", status]:
                self.send_response(int(status) if self.command == "GET" else 405)
            case [status]:
                self.send_response(int(status))
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def may_ask_here(host):
    return host == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "result", "detail"),
    [
        ("/200", "alive", "200"),
        ("/404", "dead", "404"),
        ("/410", "dead", "410"),
        ("/403", "closed", "403"),
        ("/429", "closed", "429"),
        ("/503", "silent", "503"),
        ("/to/200", "alive", "200"),
        ("/to/to/404", "dead", "404"),
        ("/get/200", "alive", "200"),
        ("/get/404", "dead", "404"),
        ("/loop", "silent", "redirected too often"),
        ("/out", "silent", "not on the public net"),
        ("/file", "silent", "not an address of the web"),
    ],
)
def test_an_address_is_what_its_server_answers(server, path, result, detail):
    found = links.check(server + path, may_ask_here)

    assert found.result == result
    assert detail in found.detail


def test_letters_beyond_ascii_are_asked_for(server):
    assert links.check(f"{server}/to/200?ñ", may_ask_here).result == "alive"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/"]
)
def test_nothing_inside_the_house_is_asked(url):
    found = links.check(url)

    assert (found.result, "not on the public net" in found.detail) == ("silent", True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/", "http:///x", "http://127.0.0.1:1/"])
def test_what_cannot_be_asked_is_silent(url):
    assert links.check(url, may_ask_here).result == "silent"


def test_results_are_kept_with_the_time_since_when_they_are_so(server):
    alive = Source.objects.create(url=f"{server}/200")
    dead = Source.objects.create(url=f"{server}/404")
    version = CatalogueVersion.current().number

    links.check_all([alive, dead], may_ask_here)
    first = LinkCheck.objects.get(source=dead)
    links.check_all([alive, dead], may_ask_here)

    second = LinkCheck.objects.get(source=dead)
    assert [check.source for check in LinkCheck.objects.dead()] == [dead]
    assert second.since == first.since
    assert second.checked_at > first.checked_at
    assert CatalogueVersion.current().number == version


def test_a_machine_that_is_cut_off_keeps_nothing(server):
    source = Source.objects.create(url=f"{server}/503")
    links.keep(source, links.Finding(LinkCheck.Result.ALIVE, "200"))

    with pytest.raises(links.Offline):
        links.check_all([source], may_ask_here)

    assert LinkCheck.objects.get(source=source).result == "alive"


def test_the_command_says_so_when_it_is_cut_off(monkeypatch, record):
    monkeypatch.setattr(
        links, "check", lambda url, may_ask: links.Finding(LinkCheck.Result.SILENT, "no route")
    )

    with pytest.raises(CommandError, match="cut off"):
        call_command("check_links")

    assert not LinkCheck.objects.exists()


def test_the_command_names_what_does_not_answer(monkeypatch, record, capsys):
    gone = Source.objects.first()

    def check(url, may_ask):
        dead = url == gone.url
        return (
            links.Finding(LinkCheck.Result.DEAD, "404")
            if dead
            else links.Finding(LinkCheck.Result.ALIVE, "200")
        )

    monkeypatch.setattr(links, "check", check)

    call_command("check_links")

    said = capsys.readouterr().out
    assert f"is gone (404): {gone.url}" in said
    assert f"{Source.objects.count() - 1} of {Source.objects.count()} answer." in said
