"""Where sources disagree: recorded from the record it concerns, shown, resolved and opened again."""

import pytest
from django.contrib.auth.models import Permission
from lxml import html

from conferences.models import PRINTED, Conference, Discrepancy, Document, Fact, Source, State
from csbm_catalog.history.edits import edits_of
from csbm_catalog.seeding import Deed, seed
from measures.models import Measure
from tests.csbm_catalog.admin.conftest import other_client, page_of
from tests.csbm_catalog.admin.filling import change, values
from tests.disputes import RECORDS, disputed

FIELD = ("app_label", "model_name", "field_name")
__all__ = ["other_client"]  # a fixture
ADD = "/admin/conferences/discrepancy/add/"


def decision(dispute, deed):
    return f"/admin/conferences/discrepancy/{dispute.pk}/{deed}/"


def sides(*texts, shown=None, **more):
    """Return what an editor fills in for the sides, the first two of which the form offers."""
    source = Source.objects.first()
    filled = {"sides-TOTAL_FORMS": max(2, len(texts))}
    for at, text in enumerate(texts):
        filled |= {f"sides-{at}-text": text, f"sides-{at}-source": source.pk}
    if shown is not None:
        filled[f"sides-{shown}-is_shown"] = "on"
    return {"topic": "The host", "slug": "the-host", "why": "Two papers.", **filled, **more}


@pytest.mark.parametrize(
    ("model", "key"),
    [(Conference, {"slug": "miami-2003"}), (Document, {"slug": "miami-consensus"}), (State, {"code": "BR"})],
)
def test_a_disagreement_recorded_from_a_record_is_marked_on_its_public_page(
    admin_client, client, record, model, key
):
    row = model.objects.get(**key)
    [link] = [
        tool
        for tool in admin_client.get(page_of(row)).context["tools"]
        if tool.label == "Record a discrepancy"
    ]

    response = change(
        admin_client,
        link.url,
        **sides("It was Haiti.", "It was Brazil.", shown=0, reason="The first is the report."),
    )

    client.logout()
    page = client.get(row.get_absolute_url()).content.decode()
    assert response.status_code == 302
    assert "It was Haiti." in page
    assert "It was Brazil." in page
    assert "The first is the report." in page


def test_a_disagreement_about_a_measure_is_a_version_of_the_measure(admin_client, administrator, record):
    measure = Measure.objects.filter(discrepancies=None).first()

    change(admin_client, f"{ADD}?measures={measure.pk}", **sides("One.", "Another."))

    version = measure.history.first()
    assert measure.discrepancies.get().slug == "the-host"
    assert (version.history_user, version.history_change_reason) == (administrator, "Two papers.")
    assert "Another." in admin_client.get(measure.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"texts": ["One."]}, "at least two sides"),
        ({"texts": []}, "at least two sides"),
        ({"texts": ["One.", "Another."], "shown": 0}, "Say above why"),
        (
            {"texts": ["One.", "Another."], "shown": 0, "sides-1-is_shown": "on", "reason": "So."},
            "one side only",
        ),
    ],
)
def test_what_is_no_disagreement_is_refused_with_a_sentence(admin_client, record, filled, sentence):
    texts = filled.pop("texts")

    response = change(admin_client, ADD, **sides(*texts, **filled))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Discrepancy.objects.filter(slug="the-host").exists()


def test_a_side_is_added_to_one_that_is_held(admin_client, record):
    dispute = Discrepancy.objects.first()
    count = dispute.sides.count()
    new = {
        "sides-TOTAL_FORMS": count + 1,
        f"sides-{count}-text": "A third.",
        f"sides-{count}-source": Source.objects.first().pk,
    }

    assert change(admin_client, page_of(dispute), **new).status_code == 302
    assert dispute.sides.last().text == "A third."
    assert dispute.sides.count() == count + 1


def test_a_measure_that_another_linked_meanwhile_is_not_unlinked(admin_client, other_client, record):
    dispute, measure = Discrepancy.objects.first(), Measure.objects.filter(discrepancies=None).first()
    mine = values(admin_client.get(page_of(dispute)))
    change(other_client, page_of(dispute), measures=[measure.pk])

    stopped = admin_client.post(page_of(dispute), mine | {"topic": "Mine", "_save": "1"})

    assert stopped.status_code == 200
    assert ("Measures", str(measure), "") in [
        (field.label, field.before, field.after)
        for change in stopped.context["conflict"]["changes"]
        for field in change.fields
    ]
    assert values(stopped)["topic"] == ["Mine"]
    assert measure.discrepancies.get() == dispute

    agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "measures": [measure.pk]}
    assert admin_client.post(page_of(dispute), agreed | {"_save": "1"}).status_code == 302
    assert measure.discrepancies.get().topic == "Mine"


def test_what_an_editor_cannot_choose_is_no_part_of_what_saving_would_change(
    admin_client, member_of_staff, client, record
):
    measure = Measure.objects.filter(discrepancies=None).first()
    change(admin_client, f"{ADD}?measures={measure.pk}", **sides("One.", "Another."))
    may = Permission.objects.filter(codename__in=["change_discrepancy", "change_discrepancyside"])
    member_of_staff.user_permissions.set(may)
    client.force_login(member_of_staff)
    dispute = measure.discrepancies.get()
    mine = values(client.get(page_of(dispute)))
    change(admin_client, page_of(dispute), reason="Theirs.")

    stopped = client.post(page_of(dispute), mine | {"topic": "Mine", "_save": "1"})

    told = [field.label for one in stopped.context["conflict"]["changes"] for field in one.fields]
    assert sorted(told) == ["Reason", "Topic"]


@pytest.mark.parametrize("address", [ADD, "held"])
def test_a_disagreement_concerns_something(admin_client, record, address):
    dispute = Discrepancy.objects.first()
    nothing = {"conferences": [], "documents": [], "states": [], "measures": []}
    filled = sides("One.", "Another.") if address == ADD else {}

    response = change(admin_client, ADD if address == ADD else page_of(dispute), **filled, **nothing)

    assert "choose at least one meeting, document, state or measure" in response.content.decode()
    assert not Discrepancy.objects.filter(slug="the-host").exists()
    assert dispute.conferences.exists()


def test_one_that_concerns_measures_alone_is_changed_also_by_who_may_not_change_measures(
    admin_client, member_of_staff, client, record
):
    measure = Measure.objects.filter(discrepancies=None).first()
    change(admin_client, f"{ADD}?measures={measure.pk}", **sides("One.", "Another."))
    may = Permission.objects.filter(codename__in=["change_discrepancy", "change_discrepancyside"])
    member_of_staff.user_permissions.set(may)
    client.force_login(member_of_staff)

    response = change(client, page_of(measure.discrepancies.get()), topic="The host of it")

    assert response.status_code == 302
    assert measure.discrepancies.get().topic == "The host of it"


def test_going_back_to_what_concerned_nothing_else_than_a_measure_is_refused(admin_client, record):
    measure, paper = Measure.objects.filter(discrepancies=None).first(), Document.objects.first()
    change(admin_client, f"{ADD}?measures={measure.pk}", **sides("One.", "Another."))
    dispute = measure.discrepancies.get()
    change(admin_client, page_of(dispute), measures=[], documents=[paper.pk])
    first = edits_of(Discrepancy, dispute.pk)[-1]

    response = change(admin_client, f"{page_of(dispute, 'history')}{first.number}/", of="", why="Back.")

    assert "It would concern nothing any more" in response.content.decode()
    assert dispute.documents.get() == paper


def test_measures_are_chosen_by_completion(admin_client, record):
    dispute = Discrepancy.objects.first()
    page = html.fromstring(admin_client.get(page_of(dispute)).content.decode())
    [field] = page.xpath("//select[@name='measures']")
    asked = {name: field.get(f"data-{name.replace('_', '-')}") for name in FIELD}

    found = admin_client.get("/admin/autocomplete/", asked | {"term": "zones"}).json()["results"]

    assert "admin-autocomplete" in field.get("class")
    assert not field.xpath("option")
    assert found
    assert {one["id"] for one in found} <= set(map(str, Measure.objects.values_list("pk", flat=True)))


def test_a_side_is_named_by_what_it_says(admin_client, record):
    side = Discrepancy.objects.first().sides.last()
    change(admin_client, page_of(side.discrepancy), **{"sides-1-text": "A side of which the text is new."})

    for address in ("/admin/log/", "/admin/", page_of(side.discrepancy, "history")):
        assert "A side of which the text is new." in admin_client.get(address).content.decode()


@pytest.mark.parametrize("deed", ["resolve", "reopen"])
def test_what_changed_since_the_page_was_opened_is_not_decided(admin_client, other_client, record, deed):
    dispute = Discrepancy.objects.first()
    if deed == "reopen":
        change(admin_client, decision(dispute, "resolve"), of="", why="Settled.")
    opened = values(admin_client.get(decision(dispute, deed)), of="")
    change(other_client, page_of(dispute), **{"sides-0-text": "Said otherwise now."})

    response = admin_client.post(decision(dispute, deed), opened | {"why": "The first side is right."})

    assert "Someone else changed it" in response.content.decode()
    assert "Said otherwise now." in response.content.decode()
    assert values(response, of="")["why"] == ["The first side is right."]
    assert Discrepancy.objects.get(pk=dispute.pk).is_open == (deed == "resolve")
    assert change(admin_client, decision(dispute, deed), of="", why="Seen.").status_code == 302
    assert Discrepancy.objects.get(pk=dispute.pk).is_open == (deed == "reopen")


MARKED = [
    ("/conferences/miami-2003/", "miami-participants"),
    ("/conferences/miami-2003/", "quebec-mandate"),
    ("/conferences/miami-2003/", "miami-organization"),
    ("/conferences/san-salvador-1998/", "san-salvador-kind"),
    ("/documents/miami-consensus/", "consensus-symbol"),
    ("/documents/miami-illustrative-list/", "illustrative-list-date"),
    ("/documents/santiago-declaration/", "santiago-edition"),
    ("/measures/santiago-declaration/10/", "santiago-measure-10"),
    ("/states/ht/", "miami-participants"),
]


@pytest.mark.parametrize(("address", "slug"), MARKED)
def test_a_fact_on_which_sources_disagree_leads_to_both_sides(client, record, address, slug):
    [mark] = html.fromstring(client.get(address).content.decode()).xpath(f"//a[@href='#{slug}']")

    assert mark.text_content() == f"sources disagree: {Discrepancy.objects.get(slug=slug).topic}"
    assert mark.xpath(f"//section[@id='{slug}']")


def test_a_mark_stands_beside_its_fact(client, record):
    facts = html.fromstring(client.get("/documents/miami-illustrative-list/").content.decode())

    [adopted] = facts.xpath("//dl[@class='facts']/div[dt='Adopted']/dd")
    [issued] = facts.xpath("//dl[@class='facts']/div[dt='Issued']/dd")
    assert "sources disagree" in adopted.text_content()
    assert "sources disagree" not in issued.text_content()


@pytest.mark.parametrize("fact", Fact.values)
@pytest.mark.parametrize("kind", PRINTED)
@pytest.mark.parametrize("empty", [False, True])
def test_a_page_marks_every_fact_that_its_kind_prints_and_no_other(client, record, kind, fact, empty):
    row = disputed(kind, fact, empty)

    marks = html.fromstring(client.get(row.get_absolute_url()).content.decode()).xpath("//a[@href='#a']")

    assert bool(marks) == (fact in PRINTED[kind])


@pytest.mark.parametrize(
    ("kind", "fact"), [("conferences", "symbol"), ("documents", "host"), ("papers", "measures")]
)
def test_a_fact_that_no_page_of_it_prints_is_refused(admin_client, record, kind, fact):
    model, key = RECORDS[kind]
    name = "documents" if kind == "papers" else kind
    row = model.objects.filter(**key).first()

    response = change(admin_client, f"{ADD}?{name}={row.pk}", **sides("One.", "Another.", fact=fact))

    assert "No page of what it concerns prints this fact" in response.content.decode()
    assert not Discrepancy.objects.filter(slug="the-host").exists()


def test_a_fact_that_one_of_several_pages_prints_is_taken(admin_client, record):
    meeting, paper = Conference.objects.first(), Document.objects.get(slug="miami-consensus")
    both = {"conferences": [meeting.pk], "documents": [paper.pk]}

    change(admin_client, ADD, **sides("One.", "Another.", fact="host"), **both)

    assert Discrepancy.objects.get(slug="the-host").fact == "host"


def test_what_is_resolved_or_about_no_fact_marks_nothing(admin_client, client, record):
    paper = Document.objects.get(slug="miami-consensus")
    dispute = Discrepancy.objects.get(slug="consensus-symbol")
    change(admin_client, decision(dispute, "resolve"), of="", why="Settled.")

    page = html.fromstring(client.get(paper.get_absolute_url()).content.decode())

    assert paper.discrepancies.filter(fact="").exists()
    assert not page.xpath("//a[@class='disputed']")
    assert page.xpath("//section[@id='consensus-symbol']")


def test_an_editor_says_which_fact_it_is(admin_client, client, record):
    paper = Document.objects.get(slug="miami-consensus")

    change(admin_client, f"{ADD}?documents={paper.pk}", **sides("35.", "36.", fact="measures"))

    assert 'href="#the-host"' in client.get(paper.get_absolute_url()).content.decode()


@pytest.mark.parametrize("slug", ["french-heading", "resolution-1123"])
def test_a_loaded_one_of_one_side_or_about_no_record_can_be_edited(admin_client, record, slug):
    dispute = Discrepancy.objects.get(slug=slug)

    assert change(admin_client, page_of(dispute), topic="Said better").status_code == 302
    assert Discrepancy.objects.get(pk=dispute.pk).topic == "Said better"


def test_each_loaded_one_can_be_resolved_and_opened_again(admin_client, administrator, client, record):
    for dispute in Discrepancy.objects.all():
        change(admin_client, decision(dispute, "resolve"), of="", why=f"A third paper settles {dispute.pk}.")
        resolved = Discrepancy.objects.get(pk=dispute.pk)
        assert (resolved.resolution, resolved.resolved_by) == (
            f"A third paper settles {dispute.pk}.",
            administrator,
        )
    client.logout()
    page = client.get("/documents/miami-consensus/").content.decode()
    assert "A third paper settles" in page
    assert administrator.username not in page.split("<main")[1].split("</main>")[0]

    client.force_login(administrator)
    for dispute in Discrepancy.objects.all():
        change(admin_client, decision(dispute, "reopen"), of="", why="The paper was misread.")
        again = Discrepancy.objects.get(pk=dispute.pk)
        assert (again.is_open, again.resolution, again.resolved_by) == (True, "", None)
        assert again.history.first().history_change_reason == "The paper was misread."


def test_it_is_resolved_only_with_a_sentence_and_only_once(admin_client, record):
    dispute = Discrepancy.objects.first()

    without = change(admin_client, decision(dispute, "resolve"), of="", why=" ")
    change(admin_client, decision(dispute, "resolve"), of="", why="Settled.")
    opened = admin_client.get(decision(dispute, "resolve"))
    again = admin_client.post(decision(dispute, "resolve"), {"why": "Settled otherwise."})

    assert without.context["form"].errors
    assert opened.status_code == 302
    assert "Settled otherwise." in again.content.decode()
    assert Discrepancy.objects.get(pk=dispute.pk).resolution == "Settled."


def test_one_who_may_not_change_it_does_not_decide(client, member_of_staff, record):
    client.force_login(member_of_staff)

    assert client.get(decision(Discrepancy.objects.first(), "resolve")).status_code == 403


def test_seeding_anew_leaves_a_resolution_alone(admin_client, record):
    dispute = Discrepancy.objects.first()
    change(admin_client, decision(dispute, "resolve"), of="", why="Settled.")

    assert seed().total(Deed.UPDATED) == 0
    assert Discrepancy.objects.get(pk=dispute.pk).resolution == "Settled."


def test_the_slug_in_addresses_stays(admin_client, record):
    dispute = Discrepancy.objects.first()

    assert "slug" not in values(admin_client.get(page_of(dispute)))
