"""Which entry a measure of a paper is: by likeness and by number, all at once."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.importing.assigning import assign
from measures.importing.files import paper_of_text
from measures.importing.findings import ReadItem, ReadPaper, Section
from measures.importing.matching import Entry, match
from measures.importing.reading import read

TOPICS = [
    ("Calendars of the ferries", "The harbors send each other the timetable of all ferries before winter."),
    ("Colors of lighthouses", "Every lighthouse is painted in a color that is announced a year ahead."),
    ("Visits of keepers", "Keepers of lamps visit one another and drink tea."),
    ("Counting of gulls", "Gulls on piers are counted each morning by volunteers."),
    ("Lending of ropes", "Ropes and anchors may be borrowed for a week."),
]
TEXTS = [
    "The parties exchange the timetables of their ferries before the winter begins.",
    "The parties announce, one year ahead, the color in which a lighthouse is to be painted.",
    "The parties invite the keepers of their lamps to visit one another for tea.",
    "The parties have the gulls on their piers counted by volunteers every morning.",
    "The parties lend ropes and anchors to one another for a week.",
]


def entries(**values):
    return [Entry(f"key{n}", n, title=t, summary=s, **values) for n, (t, s) in enumerate(TOPICS, 1)]


def paper(*texts):
    return read(paper_of_text("\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1))))


def keys(matching):
    return [one.entry and one.entry.key for one in matching.matches]


def test_each_measure_finds_its_entry():
    matching = match(paper(*TEXTS), entries(evidence="related"), stated=5)

    assert keys(matching) == ["key1", "key2", "key3", "key4", "key5"]
    assert matching.missing == []
    assert matching.odd == []


def test_a_measure_keeps_its_key_when_its_number_moves():
    moved = [TEXTS[4], *TEXTS[:4]]

    matching = match(paper(*moved), entries(evidence="source"))

    assert keys(matching) == ["key5", "key1", "key2", "key3", "key4"]
    assert all("moved" in one.odd for one in matching.matches)
    assert "Number 5, “Lending of ropes”, now has the number 1." in matching.odd


def test_a_measure_that_nobody_knew_is_new_and_moves_no_key():
    added = [*TEXTS[:2], "The parties bake cakes of cinnamon and marzipan.", *TEXTS[2:]]

    matching = match(paper(*added), entries(evidence="related"))

    assert keys(matching) == ["key1", "key2", None, "key3", "key4", "key5"]
    assert "There is no entry for number 3: it is new." in matching.odd


def test_of_a_working_entry_the_number_decides():
    matching = match(paper(*reversed(TEXTS)), entries(evidence="working"))

    assert keys(matching) == ["key1", "key2", "key3", "key4", "key5"]
    assert "title-no-longer-fits" in matching.matches[0].odd
    assert matching.odd == ["The titles of 4 entries may no longer fit their texts: numbers 1–2, 4–5."]


def test_a_single_title_that_may_no_longer_fit_is_named():
    matching = match(paper("The parties sing.", *TEXTS[1:]), entries(evidence="working"))

    assert matching.odd == ["The title “Calendars of the ferries” may no longer fit the text of number 1."]


def test_a_text_that_is_held_already_finds_its_entry_wherever_it_stands():
    held = [
        Entry(f"key{n}", n, title="A title", summary="Of nothing.", official_text=text)
        for n, text in enumerate(TEXTS, 1)
    ]

    matching = match(paper(*reversed(TEXTS)), held)

    assert keys(matching) == ["key5", "key4", "key3", "key2", "key1"]
    assert all(one.likeness == 1 for one in matching.matches)


def test_what_is_odd_about_many_measures_is_one_sentence_after_the_gaps():
    text = "\n".join(f"{n}. {text}" for n, text in zip([1, 2, 3, 4, 6], reversed(TEXTS), strict=True))

    matching = match(read(paper_of_text(text)), entries(evidence="working"))

    assert matching.odd[0] == "A gap: no measure has the number 5."
    assert "There is no entry for number 6: it is new." in matching.odd
    [sentence] = [one for one in matching.odd if "no longer fit" in one]
    assert sentence == matching.odd[-1]
    assert sentence == "The titles of 3 entries may no longer fit their texts: numbers 1–2, 4."


def test_measures_without_entries_are_named_in_one_sentence():
    assert match(paper(*TEXTS), []).odd == ["There are no entries for the numbers 1–5: they are new."]


def test_what_is_missing_is_said():
    matching = match(paper(*TEXTS[:4]), entries(evidence="related"), stated=5)

    assert [entry.key for entry in matching.missing] == ["key5"]
    assert matching.odd[0] == "4 of 5 measures found."
    assert "The entry with the number 5, “Lending of ropes”, is not in the paper." in matching.odd


def test_a_heading_that_the_record_does_not_have_is_said():
    text = "MEASURES OF WINTER\n\n" + "\n".join(f"{n}. {text}" for n, text in enumerate(TEXTS, 1))
    text += "\n\nMEASURES OF SPRING\n\n6. The parties do nothing."

    matching = match(read(paper_of_text(text)), entries(evidence="related", heading="Measures of winter"))

    assert "The heading “MEASURES OF SPRING” is new." in matching.odd
    assert not any("WINTER” is new" in sentence for sentence in matching.odd)


def test_a_document_without_entries_gets_new_ones():
    assert keys(match(paper(*TEXTS), [])) == [None] * 5


@settings(deadline=None)
@given(st.permutations(range(5)), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_come_does_not_matter(order, chance: random.Random):
    shuffled = entries(evidence="related")
    chance.shuffle(shuffled)
    texts = [TEXTS[n] for n in order]

    assert match(paper(*texts), shuffled) == match(paper(*texts), entries(evidence="related"))
    assert keys(match(paper(*texts), shuffled)) == [f"key{n + 1}" for n in order]


def best(scores, least, row=0, used=frozenset()):
    """Return the greatest sum of scores by trying everything."""
    if row == len(scores):
        return 0.0
    tried = [best(scores, least, row + 1, used)]
    tried += [
        score + best(scores, least, row + 1, used | {column})
        for column, score in enumerate(scores[row])
        if score >= least and column not in used
    ]
    return max(tried)


def tables(width):
    row = st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=width, max_size=width)
    return st.lists(row, min_size=1, max_size=5)


@settings(deadline=None, max_examples=300)
@given(st.integers(1, 5).flatmap(tables))
def test_the_pairing_is_the_best_there_is(scores):
    pairs = assign(scores, 0.25)

    assert len(set(pairs.values())) == len(pairs)
    assert all(scores[row][column] >= 0.25 for row, column in pairs.items())
    assert abs(sum(scores[row][column] for row, column in pairs.items()) - best(scores, 0.25)) < 1e-9


def test_the_largest_paper_is_matched_in_a_moment():
    chance = random.Random(1)
    words = " ".join([*TEXTS, *(summary for _title, summary in TOPICS)]).split()
    texts = [" ".join(chance.choices(words, k=300)) for _measure in range(500)]
    held = [Entry(f"key{n}", n, title=" ".join(chance.choices(words, k=30))) for n in range(1, 301)]
    paper_of_500 = ReadPaper(
        sections=[Section("", items=[ReadItem(n, "", "", "", t) for n, t in enumerate(texts, 1)])]
    )
    started = time.perf_counter()

    matching = match(paper_of_500, held)

    assert len(matching.matches) == 500
    assert time.perf_counter() - started < 10
