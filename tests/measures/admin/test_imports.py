"""A paper through the pages of the admin: pasted, corrected, applied, reviewed, published, undone."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from conferences.models import Document, Source
from csbm_catalog import fixtures
from csbm_catalog.events import Event
from csbm_catalog.models import CatalogueVersion
from csbm_catalog.search.index import ensure_indexed
from measures.drafting.beginning import begin
from measures.drafting.editing import revise
from measures.drafting.snapshots import snapshot
from measures.drafting.undoing import undo
from measures.importing.correcting import Correction
from measures.importing.slot import one_reading
from measures.models import (
    Measure,
    MeasureCitation,
    MeasureDraft,
    MeasureRelation,
    ReaderReport,
    TextImport,
)
from tests.measures.admin.conftest import EDITING, PUBLISHING, parts, root, words

pytestmark = pytest.mark.django_db
PAPERS = Path(__file__).parent.parent / "importing" / "papers"
THIRTY_FIVE = (PAPERS / "thirty-five.txt").read_text()
SOURCE = "https://example.org/consensus-of-the-ponds"
IMPORTING = ["add_textimport", "change_textimport", "view_textimport"]
BEGIN = "/admin/measures/textimport/add/"


@pytest.fixture
def importer(make_colleague):
    return make_colleague("importer", [*EDITING, *IMPORTING])


@pytest.fixture
def reviewer(make_colleague):
    return make_colleague("reviewer", [*PUBLISHING, *IMPORTING])


@pytest.fixture
def desk(importer, at_desk, record):
    return at_desk(importer)


@pytest.fixture
def paste(desk):
    """Paste a text for the Consensus of Miami; returns the answer."""

    def paste(text=THIRTY_FIVE, document="miami-consensus", source=SOURCE, **more):
        pk = Document.objects.get(slug=document).pk
        return desk.post(BEGIN, {"document": pk, "source": source, "text": text} | more)

    return paste


@pytest.fixture
def begun(paste):
    assert paste().status_code == 302
    return TextImport.objects.get()


def address(import_, name="change"):
    return reverse(f"admin:measures_textimport_{name}", args=[import_.pk])


def item(import_, number):
    return next(one for one in import_.content["items"] if one["number"] == number)


def send(client, import_, deed, which, **changes):
    """Press a button of the open form of the measure with this number."""
    import_.refresh_from_db()
    one = item(import_, which)
    typed = {name: one[name] for name in ("text", "number", "label", "heading", "chosen")}
    data = typed | {"deed": deed, "item": one["id"], "version": import_.version} | changes
    response = client.post(address(import_), data)
    import_.refresh_from_db()
    return response


def apply(client, import_):
    import_.refresh_from_db()
    response = client.post(address(import_, "apply"), {"version": import_.version})
    import_.refresh_from_db()
    return response


def together(client, import_, deed):
    """Press a button of the page that reviews the whole import."""
    page = reverse("admin:measures_measuredraft_import", args=[import_.pk])
    [form] = [one for one in root(client.get(page)).forms if one.get("class") == "deeds"]
    return client.post(page, dict(form.form_values()) | {"deed": deed})


def whole_record():
    rows = {model: fixtures.held(model) for model in (Measure, MeasureCitation, MeasureRelation, Source)}
    return rows | {"keys": dict(Measure.objects.values_list("key", "pk"))}


def read_pdf(response):
    """Return the words of a PDF, with single spaces."""
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(response.getvalue())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def found(client, query):
    return json.loads(client.get(f"/measures.json?{query}").getvalue())


def test_a_paper_is_pasted_corrected_applied_reviewed_published_and_undone(
    begun, desk, reviewer, at_desk, client
):
    before, second = whole_record(), at_desk(reviewer)
    corrected = item(begun, 3)["text"].replace("anchors", "great anchors")

    assert "35 of 35 found" in words(desk.get(address(begun)))
    assert send(desk, begun, "save", 3, text=corrected).status_code == 302
    assert "35" in words(desk.get(address(begun, "apply")))
    assert apply(desk, begun).status_code == 302
    assert begun.drafts.count() == 35
    assert whole_record()[Measure] == before[Measure]
    together(desk, begun, "submit")
    assert begun.drafts.in_review().count() == 35
    together(second, begun, "publish")

    measures = Measure.objects.filter(document__slug="miami-consensus")
    assert set(measures.values_list("evidence", "number_evidence")) == {("source", "source")}
    assert set(measures.values_list("heading", flat=True)) == {
        "Measures on the water",
        "Measures on the shore",
    }
    ensure_indexed(CatalogueVersion.current())
    shown = client.get("/measures/miami-consensus/3/").content.decode()
    assert "great anchors" in shown
    assert "Read in the source" in shown
    assert SOURCE in shown
    for address_of_pdf in ("/documents/miami-consensus.pdf", "/measures.pdf?q=great+anchors"):
        printed = read_pdf(client.get(address_of_pdf))
        assert "great anchors" in printed
        assert "Read in the source" in printed
    assert [row["number"] for row in found(client, "q=great+anchors")["results"]] == [3]
    assert found(client, "document=miami-consensus&evidence=source")["count"] == 35

    assert "35 published measures are as they were before" in words(second.get(address(begun, "undo")))
    assert desk.post(address(begun, "undo")).status_code == 403
    assert second.post(address(begun, "undo")).status_code == 302
    assert whole_record() == before
    assert (Event.objects.latest("pk").deed, Event.objects.latest("pk").user) == ("undone", reviewer)


@pytest.mark.parametrize("name", ["applied", "in review"])
def test_an_import_is_undone_before_it_is_published(name, begun, desk):
    before = whole_record()
    apply(desk, begun)
    if name == "in review":
        together(desk, begun, "submit")

    assert "35 drafts are given up" in words(desk.get(address(begun, "undo")))
    assert MeasureDraft.objects.open().count() == 35
    desk.post(address(begun, "undo"))

    assert whole_record() == before
    assert not MeasureDraft.objects.open().exists()
    assert TextImport.objects.get().state == "undone"


def test_whoever_brought_or_corrected_a_paper_publishes_none_of_its_drafts_whoever_applied_it(
    paste, make_colleague, reviewer, importer, at_desk, desk
):
    corrector = make_colleague("corrector", [*PUBLISHING, *IMPORTING])
    importer.user_permissions.set(reviewer.user_permissions.all())
    paste()
    import_ = TextImport.objects.get()
    send(at_desk(corrector), import_, "save", 3, text="A text that nobody else has seen.")
    applying = at_desk(make_colleague("applying", [*EDITING, *IMPORTING]))
    apply(applying, import_)
    together(applying, import_, "submit")
    page = reverse("admin:measures_measuredraft_import", args=[import_.pk])

    for own in (desk, at_desk(corrector)):
        assert "corrector" in words(own.get(page))
        together(own, import_, "publish")
        assert import_.drafts.in_review().count() == 35

    together(at_desk(reviewer), import_, "publish")
    assert not import_.drafts.in_review().exists()


def test_a_draft_that_somebody_edited_is_left_when_its_import_is_undone(begun, desk, importer):
    apply(desk, begun)
    edited = begun.drafts.get(number=3)
    revise(edited, snapshot(edited) | {"title": "Written by hand"}, importer, edited.version)

    desk.post(address(begun, "undo"))

    assert list(MeasureDraft.objects.open()) == [edited]


def test_an_import_of_which_nothing_can_be_undone_says_why_and_offers_no_button(
    begun, desk, reviewer, at_desk
):
    second = at_desk(reviewer)
    apply(desk, begun)
    together(desk, begun, "submit")
    together(second, begun, "publish")
    Measure.objects.update(summary="Edited since.")

    page = second.get(address(begun, "undo"))
    told = words(second.post(address(begun, "undo"), follow=True))

    assert "35 are left as they are" in words(page)
    assert "Someone edited the measure since." in words(page)
    assert not parts(page, "button.deed-discard")
    assert "Nothing was undone." in told
    assert "Undo the import" in told
    assert TextImport.objects.get().state == "applied"


def test_each_deed_of_an_item_does_what_its_button_says(begun, desk):
    page = address(begun)
    two = item(begun, 1)["text"] + " And they write it down."

    send(desk, begun, "save", 1, text=two)
    place = two.index("And")
    response = send(desk, begun, "split", 1, before=place)
    assert response.url.endswith(f"#item-{item(begun, 1)['id']}")
    assert [one["number"] for one in begun.content["items"][:3]] == [1, 2, 2]
    assert "More than one measure has the number 2" in words(desk.get(page))
    send(desk, begun, "join", 1)
    assert begun.content["items"][0]["text"].endswith("\n\nAnd they write it down.")
    send(desk, begun, "skip", 5)
    assert "34 of 35 found" in words(desk.get(page))
    send(desk, begun, "take-in", 5)
    send(desk, begun, "save", 20, heading="Another heading", section="on")
    headings = [one["heading"] for one in begun.content["items"]]
    assert headings.count("Another heading") > 10
    send(desk, begun, "save", 30, number=40, count_on="on")
    assert [one["number"] for one in begun.content["items"][29:]] == [40, 41, 42, 43, 44, 45]


def test_the_text_is_compared_word_by_word_with_the_summary_where_no_official_text_is_held(begun, desk):
    one = item(begun, 1)
    entry = Measure.objects.get(document__slug="miami-consensus", number=1)
    send(desk, begun, "save", 1, text=f"{entry.summary} And twice a year.", chosen=entry.key)

    page = desk.get(address(begun), {"at": one["id"]})
    [article] = root(page).xpath(f"//article[@id='item-{one['id']}']")
    said = " ".join(" ".join(article.itertext()).split())

    assert "Compared with the summary of the entry, which the editors wrote" in said
    assert [one.text for one in article.xpath(".//ins")] == ["And twice a year."]
    assert not article.xpath(".//del")


def test_the_text_is_compared_word_by_word_with_the_official_text_that_is_held(begun, desk):
    one = item(begun, 1)
    held = one["text"].replace("exchange", "traded")
    Measure.objects.filter(document__slug="miami-consensus", number=1).update(official_text=held)

    page = desk.get(address(begun), {"at": one["id"]})
    [article] = root(page).xpath(f"//article[@id='item-{one['id']}']")

    assert "Compared with the official text that is held." in " ".join(article.itertext())
    assert [one.text.strip() for one in article.xpath(".//del")] == ["traded"]


def test_the_last_deeds_are_undone_one_by_one(begun, desk):
    read = begun.content["items"]
    send(desk, begun, "save", 1, text="Another text.", heading="Another heading")
    send(desk, begun, "skip", 2)

    for _time in range(2):
        desk.post(address(begun), {"deed": "undo", "version": begun.version, "item": 0})
        begun.refresh_from_db()

    assert begun.content["items"] == read
    response = desk.post(address(begun), {"deed": "undo", "version": begun.version, "item": 0})
    assert response.status_code == 409
    assert "There is nothing to undo." in words(response)


def test_begun_again_the_paper_is_as_it_was_read(begun, desk):
    read = begun.content["items"]
    send(desk, begun, "join", 1)
    desk.post(address(begun), {"deed": "reset", "version": begun.version})
    begun.refresh_from_db()

    assert begun.content["items"] == read


def test_an_aside_is_taken_in_as_a_measure(begun, desk):
    aside = begun.content["asides"][0]
    desk.post(
        address(begun), {"deed": "take-aside", "version": begun.version, "item": aside["id"], "as_number": 36}
    )
    begun.refresh_from_db()

    assert begun.content["items"][-1]["text"] == aside["text"]
    assert apply(desk, begun).status_code == 302
    new = begun.drafts.get(measure=None)
    assert (new.number, new.title, new.evidence) == (36, "", "source")
    assert new.doubts == ["title", "summary", "category", "type", "themes"]


def test_what_was_chosen_by_hand_stays(begun, desk):
    entry = Measure.objects.get(document__slug="miami-consensus", number=30)
    send(desk, begun, "save", 1, chosen=entry.key)
    send(desk, begun, "save", 30, chosen="new")
    send(desk, begun, "save", 2, text="Something else.")

    response = desk.get(address(begun, "apply"))
    assert "which is not in the paper" in words(response)
    first = Measure.objects.get(document__slug="miami-consensus", number=1)
    send(desk, begun, "save", 30, chosen=first.key)
    apply(desk, begun)

    assert begun.drafts.get(number=1).key == entry.key
    assert begun.drafts.get(number=30).key == first.key


def test_an_entry_that_the_paper_lacks_gives_its_number_up_by_a_draft_of_its_own(begun, desk, importer):
    entry = Measure.objects.get(document__slug="miami-consensus", number=30)
    send(desk, begun, "save", 30, chosen="new")
    page = desk.get(address(begun, "apply"))
    assert "which is not in the paper" in words(page)
    assert f'href="/admin/measures/measuredraft/of/{entry.key}/"' in page.content.decode()

    begin(entry, importer, snapshot(entry) | {"number": 99}, reason="For a test.")

    assert apply(desk, begun).status_code == 302
    assert begun.drafts.get(number=30).measure is None
    assert begun.drafts.count() == 35


def test_duplicates_are_not_applied_and_are_named(paste, desk, make_document):
    make_document("the-sweeps", measures_stated=7)
    paste((PAPERS / "duplicate.txt").read_text(), "the-sweeps")
    import_ = TextImport.objects.get()

    assert "More than one measure has the number 2" in words(desk.get(address(import_, "apply")))
    response = apply(desk, import_)

    assert response.status_code == 409
    assert (import_.state, import_.drafts.count()) == ("open", 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"text": ""}, "Number 4 has no text."), ({"number": 5}, "More than one measure has the number 5")],
)
def test_what_stands_against_applying_stands_beside_the_item(changes, sentence, begun, desk):
    send(desk, begun, "save", 4, **changes)

    assert sentence in words(desk.get(address(begun)))
    assert apply(desk, begun).status_code == 409


def test_numbers_counted_on_past_three_digits_are_not_applied(begun, desk):
    send(desk, begun, "save", 30, number=998, count_on="on")

    apply(desk, begun)

    obstacles = Correction(begun).obstacles
    assert {str(one.sentence) for one in obstacles if "from 1 to 999" in one.sentence} == {
        f"Number {number} is not one from 1 to 999: renumber it." for number in range(1000, 1004)
    }
    assert not MeasureDraft.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("heading", "a" * 201), ("label", "b" * 21), ("number", "0"), ("number", "1000"), ("number", "x")],
)
def test_what_cannot_be_saved_is_said_beside_its_field_and_stays_typed(name, value, begun, desk):
    response = send(desk, begun, "save", 4, **{name: value})

    assert response.status_code == 422
    assert value in response.content.decode()
    assert root(response).xpath("//*[contains(@class, 'errorlist')]")


def test_an_open_draft_stands_against_applying(begun, desk, make_draft, measure):
    make_draft(measure, title="Another title")

    response = apply(desk, begun)

    assert response.status_code == 409
    assert "has an open draft already" in words(response)


def test_an_import_is_applied_once(begun, desk):
    version = begun.version
    apply(desk, begun)

    desk.post(address(begun, "apply"), {"version": version})

    assert MeasureDraft.objects.count() == 35


def test_what_was_corrected_meanwhile_is_not_applied_unseen(begun, desk):
    version = begun.version
    send(desk, begun, "skip", 35)

    desk.post(address(begun, "apply"), {"version": version})

    begun.refresh_from_db()
    assert begun.state == "open"


def test_the_second_of_two_editors_is_stopped_and_loses_nothing(begun, desk, reviewer, at_desk):
    version, one = begun.version, item(begun, 1)["id"]
    send(at_desk(reviewer), begun, "save", 1, text="What the first one typed.")

    response = send(desk, begun, "save", 1, text="What the second one typed.", version=version)

    assert response.status_code == 409
    assert "Someone else corrected this paper" in words(response)
    assert "What the second one typed." in words(response)
    shown = root(response).xpath(f"//article[@id='item-{one}']//p[@class='text']//text()[not(parent::del)]")
    assert "What the first one typed." in "".join(shown)
    assert item(begun, 1)["text"] == "What the first one typed."


def test_what_was_typed_on_an_item_that_is_gone_is_shown(begun, desk, reviewer, at_desk):
    one, version = item(begun, 2), begun.version
    send(at_desk(reviewer), begun, "join", 1)

    data = {"deed": "save", "item": one["id"], "version": version, "text": "Typed for nothing?"}
    response = desk.post(address(begun), data)

    assert response.status_code == 409
    assert "Typed for nothing?" in words(response)


def test_a_paper_that_is_refused_leaves_nothing_and_what_was_typed(paste):
    response = paste("Dear harbor master, the lighthouse is white.")

    assert response.status_code == 422
    assert "No numbered measure was found in the paper." in words(response)
    assert "the lighthouse is white" in words(response)
    assert SOURCE in response.content.decode()
    assert not TextImport.objects.exists()
    assert not Source.objects.filter(url=SOURCE).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"source": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"source": ""}, "This field is required."),
        ({"text": ""}, "Paste the text of the paper, or choose a file."),
        ({"report": "abc"}, "Enter a whole number."),
    ],
)
def test_what_is_wrong_with_the_form_is_said(typed, sentence, paste):
    response = paste(**typed)

    assert response.status_code == 422
    assert sentence in words(response)


def test_a_file_is_read_and_one_that_is_refused_has_to_be_chosen_again(paste):
    wrong = SimpleUploadedFile("a.pdf", b"no pdf")
    assert "choose it again" in words(paste("", file=wrong))

    assert paste("", file=SimpleUploadedFile("ponds.txt", THIRTY_FIVE.encode())).status_code == 302
    assert TextImport.objects.get().name == "ponds.txt"


def test_one_paper_is_read_at_a_time(paste):
    with one_reading():
        response = paste()

    assert "Another paper is being read just now" in words(response)


def test_the_file_of_a_reader_is_read(paste, desk):
    report = ReaderReport.objects.create(
        kind="paper", what="I have it.", file=THIRTY_FIVE.encode(), file_name="p.txt"
    )

    assert f'value="{report.pk}"' in desk.get(BEGIN, {"report": report.pk}).content.decode()
    assert paste("", report=report.pk).status_code == 302
    import_ = TextImport.objects.get()
    assert (import_.name, import_.sent_by_reader) == ("p.txt", report)
    assert report.key in words(desk.get(address(import_)))


def test_imports_of_one_day_are_told_apart(paste, desk):
    paste()
    paste("", file=SimpleUploadedFile("ponds.txt", THIRTY_FIVE.encode()))

    said = words(desk.get(reverse("admin:measures_textimport_changelist")))

    assert "Consensus of Miami: pasted, 20" in said
    assert "Consensus of Miami: ponds.txt, 20" in said


def test_lists_do_not_read_the_papers(begun, desk, django_assert_max_num_queries):
    apply(desk, begun)
    drafts = reverse("admin:measures_measuredraft_changelist")

    with django_assert_max_num_queries(40) as asked:
        desk.get(reverse("admin:measures_textimport_changelist"))
        assert "pasted" in words(desk.get(drafts))

    assert not [query for query in asked if '"measures_textimport"."content"' in query["sql"]]


def test_an_undo_reads_the_paper_of_no_draft(begun, desk, reviewer):
    apply(desk, begun)

    with CaptureQueriesContext(connection) as asked:
        undo(begun, reviewer)

    assert not [query for query in asked if '"measures_textimport"."content"' in query["sql"]]


def test_an_import_is_given_up(begun, desk):
    assert "given up" in words(desk.get(address(begun, "discard")))
    desk.post(address(begun, "discard"))

    begun.refresh_from_db()
    assert begun.state == "discarded"
    assert Event.objects.latest("pk").deed == "given-up"
    assert desk.get(address(begun)).status_code == 200
    assert send(desk, begun, "save", 1, text="Too late.").status_code == 409


def test_a_long_paper_is_shown_page_by_page_with_few_queries(
    paste, desk, make_document, django_assert_max_num_queries
):
    make_document("long", measures_stated=500)
    text = "\n\n".join(f"{n}. The parties shall count the boats of pond {n}, twice." for n in range(1, 501))
    assert paste(text, "long").status_code == 302
    import_ = TextImport.objects.get()

    with django_assert_max_num_queries(12):
        response = desk.get(address(import_), {"at": import_.content["items"][450]["id"]})

    assert "450" in words(response)
    assert len(response.content) < 400_000


QUERIES = ["open", "at", "page", "show", "report", "state__exact", "document__id__exact", "q", "o"]
FIELDS = [
    "deed", "item", "version", "number", "as_number", "text", "chosen", "before", "heading", "label",
]  # fmt: skip
NUMBERS = ["0", "-1", "9" * 40, "abc", "%00", "é", "٣", "1.5", ""]


@pytest.mark.parametrize(
    "name", ["open", "at", "page", "show", "report", "state__exact", "document__id__exact", "q", "o"]
)
def test_no_question_of_staff_is_answered_with_a_fault(name, begun, admin_client):
    for value in NUMBERS:
        for one in (address(begun), BEGIN, reverse("admin:measures_textimport_changelist")):
            assert admin_client.get(one, {name: value}).status_code < 500, (one, value)


@pytest.mark.parametrize(
    "field",
    ["deed", "item", "version", "number", "as_number", "text", "chosen", "before", "heading", "label"],
)
def test_no_hostile_deed_is_answered_with_a_fault(field, begun, admin_client):
    for deed in ("save", "split", "join", "skip", "take-in", "undo", "reset", "take-aside"):
        for value in [*NUMBERS, "\x00", "<b>", "x" * 30_000]:
            data = {"deed": deed, "item": 1, "version": 1, "number": 1, "as_number": 1, "text": "a"} | {
                field: value
            }
            assert admin_client.post(address(begun), data).status_code < 500, (deed, value)


@pytest.mark.parametrize("pk", ["0", "9" * 30, "99999", "abc", "_5F", "1_"])
def test_an_import_that_is_not_there_is_not_found(pk, admin_client, record):
    for name in ("change", "apply", "undo", "discard", "delete", "history"):
        assert admin_client.get(f"/admin/measures/textimport/{pk}/{name}/").status_code in (302, 403, 404)


# Who is signed out signs in first; the form that was sent is held meanwhile, as everywhere.
PEOPLE = {("stranger", "get"): 302, ("stranger", "post"): 403, ("staff", "get"): 403, ("staff", "post"): 403}


@pytest.mark.parametrize(("person", "method"), PEOPLE)
def test_who_may_not_import_is_kept_out(person, method, begun, at_desk, make_colleague, client):
    visitor = client if person == "stranger" else at_desk(make_colleague("other", EDITING))
    addresses = [BEGIN, *(address(begun, name) for name in ("change", "apply", "discard", "undo"))]

    for one in addresses:
        assert getattr(visitor, method)(one).status_code == PEOPLE[person, method], one

    assert TextImport.objects.get().state == "open"


def test_every_address_of_imports_is_tried():
    named = {pattern.name for pattern in admin.site._registry[TextImport].get_urls() if pattern.name}

    assert {name.removeprefix("measures_textimport_") for name in named} == {
        "changelist", "add", "change", "apply", "discard", "undo", "delete", "history",
    }  # fmt: skip
