"""The search index: one row a record, rebuilt whole whenever the record has changed since."""

from django.apps import apps
from django.db import connection, transaction

from csbm_catalog.models import CatalogueVersion, SearchRow, SearchWord
from csbm_catalog.search.matching import FTS
from csbm_catalog.search.words import LONGEST, SHORTEST_SPELLED, split, stems

COLUMNS = ("title", "heading", "body", "place")


class Searchable:
    """What a model adds to be found: a kind, its rows with what they need, and the words of one."""

    search_kind: str

    @classmethod
    def searched(cls):
        """Return the QuerySet of what can be found, with what `search_words` reads."""
        return cls.objects.all()

    def search_words(self) -> dict[str, str]:
        """Return the text for some of title, heading, body and place."""
        raise NotImplementedError


def searchable_models() -> list[type]:
    return [model for model in apps.get_models() if issubclass(model, Searchable)]


def ensure_indexed(version: CatalogueVersion):
    """Bring the index up to this version of the record, if it holds another."""
    if version.indexed != version.number or version.number == 0:
        rebuild()


@transaction.atomic
def rebuild():
    """Write the index anew from the record, in one transaction; a reader sees the old one or the new."""
    version, _created = CatalogueVersion.objects.select_for_update().get_or_create(pk=1)
    if version.indexed == version.number > 0:
        return  # someone else did, while we waited for the row
    rows, words = [], set()
    for model in searchable_models():
        for record in model.searched().iterator(chunk_size=2000):
            text = dict.fromkeys(COLUMNS, "") | record.search_words()
            rows.append(
                SearchRow(
                    kind=model.search_kind,
                    object_id=record.pk,
                    **{column: " ".join(stems(text[column])) for column in COLUMNS},
                )
            )
            spelled = split(f"{text['title']} {text['body']}")
            words.update(word[:LONGEST] for word in spelled if len(word) >= SHORTEST_SPELLED)
    SearchRow.objects.all().delete()
    SearchRow.objects.bulk_create(rows, batch_size=1000)
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(words)], batch_size=1000)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')")
    CatalogueVersion.objects.filter(pk=1).update(indexed=version.number)
