"""The PDF engine behind its boundary: real renders."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from csbm_catalog import pdf, rendering

pytestmark = pytest.mark.django_db
STATIC = Path(pdf.__file__).parent / "static" / "csbm_catalog"


def page(body: str) -> str:
    return f'<!doctype html><html lang="en"><title>A title</title><body>{body}</body></html>'


def picture(size=(2, 2)) -> str:
    content = io.BytesIO()
    Image.new("RGB", size, "red").save(content, "PNG")
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file:///static/../etc/passwd",
        "file:///static/%2e%2e/settings.py",
        "/static/csbm_catalog/nothing.svg",
        "file://elsewhere/static/csbm_catalog/mark.svg",
        "http://127.0.0.1:9/picture.png",
        "https://example.com/picture.png",
        "ftp://example.com/picture.png",
        "data:text/css,body{}",
        picture(),
    ],
)
@pytest.mark.parametrize(
    "html", ['<img alt="" src="{}">', '<p style="background: url({})">A', '<link rel="stylesheet" href="{}">']
)
def test_the_fetcher_refuses_whatever_is_not_one_of_our_static_files(html, address):
    with pytest.raises(pdf.CannotRender, match="not one of our static files"):
        pdf.make_pdf(page(html.format(address)))


def test_the_fetcher_serves_our_static_files():
    assert pdf.make_pdf(page('<img alt="Mark" src="/static/csbm_catalog/mark.svg">')).startswith(b"%PDF")


def test_a_logo_is_served_where_it_is_the_one_that_was_given():
    assert pdf.make_pdf(page(f'<img alt="Logo" src="{picture()}">'), logo=picture()).startswith(b"%PDF")


@pytest.mark.parametrize(
    "logo",
    [
        picture((9000, 9000)),
        "data:image/png;base64,AAAA",
        "data:image/png;base64,@",
        "data:text/html;base64,AAAA",
    ],
)
def test_a_logo_that_is_not_a_picture_of_a_sane_size_is_refused(logo):
    assert rendering.logo_bytes(logo) is None


def test_what_an_svg_logo_refers_to_is_not_fetched(tmp_path):
    Image.new("RGB", (9, 9), "red").save(tmp_path / "secret.png")
    image = f'<image href="file://{tmp_path}/secret.png" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{image}</svg>'
    logo = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"

    content = pdf.make_pdf(page(f'<img alt="Logo" src="{logo}">'), logo=logo)

    assert b"/Image" not in content


def test_two_renderers_make_the_same_bytes():
    html = page("<h1>A heading</h1><p>Text é אב ابج 😀</p>")
    first = pdf.make_pdf(html)
    pdf.renderer.stop()

    assert pdf.make_pdf(html) == first


def test_every_letter_is_set_in_a_font_of_ours():
    content = pdf.make_pdf(page("<p>Łódź e\u0301 العربية שלום 😀</p>"))

    fonts = {font["/BaseFont"].partition("+")[2] for font in fonts_of(content)}
    assert fonts == {
        "Public-Sans",
        "Public-Sans-Extended",
        "Noto-Sans-Arabic",
        "Noto-Sans-Hebrew",
        "Noto-Emoji",
    }


def fonts_of(content):
    return [
        font.get_object()
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    ]


def test_every_glyph_says_which_characters_it_stands_for():
    content = pdf.make_pdf(page("<p>العربية</p>"))

    assert not any(b"<>" in font["/ToUnicode"].get_data() for font in fonts_of(content))


def test_characters_that_no_font_has_are_named():
    assert pdf.unsettable_characters("Łódź é e\u0301 العربية שלום 😀\n\tstate") == set()
    assert pdf.unsettable_characters("漢 → a") == {"漢", "→"}


def test_paper_has_the_colors_of_the_screen():
    used = set(re.findall(r"#[0-9a-f]{6}\b", (STATIC / "packet.css").read_text()))

    assert used <= set(re.findall(r"#[0-9a-f]{6}\b", (STATIC / "tokens.css").read_text()))


def test_every_vendored_font_comes_with_its_license():
    licenses = {path.stem for path in (STATIC / "fonts").glob("OFL*.txt")}

    assert licenses == {"OFL", "OFL-noto-emoji", "OFL-noto-sans-arabic", "OFL-noto-sans-hebrew"}
