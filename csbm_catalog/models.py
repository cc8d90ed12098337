"""What the catalogue keeps about its record as a whole: its version, its seeding, its search index."""

from functools import reduce

from django.conf import settings
from django.db import IntegrityError, models
from django.utils.translation import gettext_lazy as _

from csbm_catalog.accounts.failed import FailedSignIn
from csbm_catalog.events import Event
from csbm_catalog.files.waiting import WaitingFile
from csbm_catalog.history import HISTORY
from csbm_catalog.search.matching import Matches, score
from csbm_catalog.search.query import SearchQuery

__all__ = [
    "CatalogueVersion", "Event", "FailedSignIn", "KeptPDF", "Record", "SearchRow", "SearchWord", "SeededRow",
    "WaitingFile",
]  # fmt: skip


class RecordQuerySet(models.QuerySet):
    def get_by_natural_key(self, *values):
        return self.get(**dict(zip(self.model.natural_lookups(), values, strict=True)))


class Record(models.Model):
    """A model of the record: each change to its table moves the version of the catalogue on.

    `natural_key_fields` name what identifies a row outside the database; a foreign key among them
    stands for the natural key of what it points to. Every version of a row is kept as `history`, with the
    links of its many-to-many fields where `_history_m2m_fields` names them.
    """

    natural_key_fields: tuple[str, ...]
    _history_m2m_fields: tuple[str, ...] = ()
    objects = RecordQuerySet.as_manager()
    history = HISTORY

    class Meta:
        abstract = True

    @classmethod
    def natural_lookups(cls) -> list[str]:
        """Return the lookups of the natural key, flat: `["conference__slug", "state__code"]`."""
        lookups = []
        for name in cls.natural_key_fields:
            target = cls._meta.get_field(name).related_model
            inner = (
                target.natural_lookups() if isinstance(target, type) and issubclass(target, Record) else []
            )
            lookups += [f"{name}__{lookup}" for lookup in inner] or [name]
        return lookups

    def natural_key(self):
        return tuple(reduce(getattr, lookup.split("__"), self) for lookup in self.natural_lookups())


class FrozenQuerySet(models.QuerySet):
    """Rows that can be read and added to, and no more."""

    def update(self, **kwargs):
        raise frozen(self.model)

    def delete(self):
        raise frozen(self.model)

    update.alters_data = delete.alters_data = True  # type: ignore[attr-defined]  # templates call neither
    delete.queryset_only = True  # type: ignore[attr-defined]


class Frozen(models.Model):
    """A model whose rows never change once they are there.

    It says so itself, and triggers on its table say so to whatever writes past it (see `triggers`).
    """

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk and not self._state.adding:
            raise frozen(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise frozen(type(self))


def frozen(model) -> IntegrityError:
    return IntegrityError(f"A row of {model._meta.db_table} is never changed or deleted.")


class CatalogueVersion(models.Model):
    """The one row that says which version of the record this is.

    Triggers on every table of the record keep it (see `triggers`), so that no way of writing, not even
    SQL by hand, leaves it behind.
    """

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    indexed = models.PositiveBigIntegerField(
        null=True, help_text=_("The version that the search index holds.")
    )

    def __str__(self):
        return str(self.number)

    @property
    def stamp(self) -> str:
        """Return what no other state of the record has: for keys of what is kept of it."""
        return f"{self.number}@{self.changed_at.timestamp() if self.changed_at else 0}"

    @classmethod
    def current(cls):
        """Return the version now, in one query; an unsaved version 0 where nothing was ever recorded."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class SeededRow(models.Model):
    """What `seed` last wrote for one row of the fixtures: tells an edited row from an untouched one."""

    model = models.CharField(max_length=100)
    natural_key = models.CharField(max_length=500)
    fields = models.JSONField(help_text=_("The row as it was seeded."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "natural_key"], name="seeded_row_unique")]

    def __str__(self):
        return f"{self.model} {self.natural_key}"


class SearchRowQuerySet(models.QuerySet):
    def matching(self, query: SearchQuery):
        """Narrow to the rows in which every term of the query is found."""
        return self.filter(Matches("id", query=query))

    def scored(self, query: SearchQuery):
        """Annotate `score`: the same whole number on both databases, higher for a better match."""
        return self.annotate(score=score(query))


class SearchRow(models.Model):
    """The words of one record, folded and stemmed once: see `search.index`."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    title = models.TextField()
    heading = models.TextField()
    body = models.TextField()
    place = models.TextField()
    objects = SearchRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_row_unique")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class SearchWord(models.Model):
    """A word of the record as it is spelled there, for suggesting near spellings."""

    word = models.CharField(max_length=64, unique=True)

    def __str__(self):
        return self.word


class KeptPDFQuerySet(models.QuerySet):
    def get_or_make(self, name: str, make) -> bytes:
        """Return the PDF kept under this name, or make it and keep it; what is oldest gives way."""
        if kept := self.filter(name=name).values_list("content", flat=True).first():
            return bytes(kept)
        content = make()
        if len(content) <= settings.PDF_KEPT_BYTES:
            self.bulk_create(
                [self.model(name=name, content=content, size=len(content))], ignore_conflicts=True
            )
            self.trim()
        return content

    def trim(self):
        """Delete the oldest of those that together are larger than PDF_KEPT_BYTES."""
        newest_first = models.Window(
            models.Sum("size"), order_by=[models.F("made_at").desc(), models.F("pk").desc()]
        )
        too_old = self.annotate(with_newer=newest_first).filter(with_newer__gt=settings.PDF_KEPT_BYTES)
        self.model.objects.filter(pk__in=list(too_old.values_list("pk", flat=True))).delete()


class KeptPDF(models.Model):
    """A finished PDF, kept by a name that stands for all that it says: a second reader costs no render."""

    name = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    made_at = models.DateTimeField(auto_now_add=True)
    objects = KeptPDFQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="kept_pdf_newest")]

    def __str__(self):
        return self.name
