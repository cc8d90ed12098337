"""The deeds on what was read in a paper, as plain values."""

import pytest

from measures.importing import corrections
from measures.importing.corrections import NotThere, content_of, paper_of
from measures.importing.files import paper_of_text
from measures.importing.reading import read

PAPER = "Here is why.\n\nWater\n\n1. One boat. Two boats.\n\n2. Two oars.\n\n3. Three sails.\n\nLand\n\n4. Four carts.\n"


@pytest.fixture
def content():
    return content_of(read(paper_of_text(PAPER)))


def texts(content):
    return [one["text"] for one in content["items"]]


def numbers(content):
    return [one["number"] for one in content["items"] if one["is_in"]]


DEEDS = {
    "edit": lambda c: corrections.edit(c, 2, text="Other."),
    "split": lambda c: corrections.split(c, 1, 10),
    "join": lambda c: corrections.join(c, 1),
    "skip": lambda c: corrections.skip(c, 1),
    "match": lambda c: corrections.match_with(c, 1, "new"),
    "count on": lambda c: corrections.count_on(c, 2, 7),
    "head a section": lambda c: corrections.head_section(c, 2, "Lakes"),
    "take an aside": lambda c: corrections.take_aside(c, 1, 2),
    "reset": lambda c: corrections.reset(corrections.skip(c, 1)),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_every_deed_can_be_undone_and_leaves_what_it_was_given_alone(deed, content):
    before = [dict(one) for one in content["items"]]

    after = deed(content)

    assert content["items"] == before
    while after["undo"]:
        after = corrections.undone(after)
    assert after["items"] == before


def test_a_split_gives_the_second_part_the_next_number(content):
    assert corrections.places_to_split("One boat. Two boats.") == [10]
    after = corrections.split(content, 1, 10)

    assert texts(after)[:3] == ["One boat.", "Two boats.", "Two oars."]
    assert numbers(after) == [1, 2, 2, 3, 4]
    assert [one.kind for one in paper_of(after).oddities] == ["duplicate"]


def test_a_measure_that_is_split_off_or_taken_in_has_the_label_that_counts_on(content):
    assert corrections.split(content, 4, 5)["items"][4]["label"] == "5"
    assert corrections.take_aside(content, 1, 9)["items"][4]["label"] == "9"


SECTIONS = "Why.\n\nI. WATER\n\n1. One boat.\n\n2. Two oars.\n\nII. LAND\n\n1. Four carts. Ten mules.\n"


def test_a_label_counts_on_under_its_heading_where_numbers_begin_again():
    content = content_of(read(paper_of_text(SECTIONS)))

    assert [one["label"] for one in content["items"]] == ["I.1", "I.2", "II.1"]
    assert corrections.split(content, 3, 12)["items"][3]["label"] == "II.2"
    assert corrections.take_aside(content, 1, 4)["items"][3]["label"] == "II.2"
    assert corrections.take_aside(content, 1, 3)["items"][2]["label"] == ""


def test_a_label_is_what_the_paper_prints_where_numbers_run_through_its_headings():
    content = content_of(read(paper_of_text(SECTIONS.replace("1. Four", "3. Four"))))

    assert [one["label"] for one in content["items"]] == ["1", "2", "3"]


@pytest.mark.parametrize("at", [0, -100, 10**6])
def test_nothing_is_split_into_nothing(at, content):
    with pytest.raises(NotThere):
        corrections.split(content, 1, at)


def test_a_join_passes_over_what_is_skipped(content):
    after = corrections.join(corrections.skip(content, 2), 1)

    assert texts(after) == ["One boat. Two boats.\n\nThree sails.", "Two oars.", "Four carts."]
    with pytest.raises(NotThere):
        corrections.join(after, 4)


def test_counting_on_passes_over_what_is_skipped(content):
    after = corrections.count_on(corrections.skip(content, 3), 2, 7)

    assert numbers(after) == [1, 7, 8]
    assert after["items"][1]["label"] == "7"


def test_a_heading_of_a_section_changes_for_all_under_it(content):
    after = corrections.head_section(content, 2, "Lakes")

    assert [one["heading"] for one in after["items"]] == ["Lakes", "Lakes", "Lakes", "Land"]


def test_a_gap_and_an_item_without_text_are_odd(content):
    after = corrections.edit(corrections.skip(content, 2), 3, text=" ")

    assert [(one.kind, one.numbers) for one in paper_of(after).oddities] == [("gap", (2,)), ("empty", (3,))]


def test_several_deeds_are_undone_as_one(content):
    after = corrections.edit(content, 1, text="Other.")
    after = corrections.as_one(content, corrections.skip(after, 3))

    assert len(after["undo"]) == 1
    assert corrections.undone(after)["items"] == content["items"]


def test_only_the_last_deeds_are_kept(content):
    for n in range(corrections.KEPT + 5):
        content = corrections.edit(content, 1, text=str(n))

    assert len(content["undo"]) == corrections.KEPT


NOT_THERE = [
    corrections.undone,
    lambda c: corrections.skip(c, 99),
    lambda c: corrections.take_aside(c, 99, 1),
]


@pytest.mark.parametrize("deed", NOT_THERE)
def test_what_is_not_there_is_said(deed, content):
    with pytest.raises(NotThere):
        deed(content)
