"""What holds on every kind of page: accessible, and inside its window.

That none calls anywhere else or breaks its policy is asserted wherever a window closes: see conftest.
"""

from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.pages import KINDS, visit

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN = """async (options) => {
    const {violations} = await axe.run(document, {...options, resultTypes: ["violations"]});
    return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(kind, page, monkeypatch, make_measure):
    visit(page, kind, monkeypatch, make_measure)
    page.evaluate(AXE)

    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in (("light", EVERYTHING), ("dark", COLORS)):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(RUN, options) == [], f"{kind}, {width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{kind}, {width} px"
