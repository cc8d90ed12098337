"""What a kind of record looks like in a file, and how a row of it is written into the record."""

import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource

from csbm_catalog.files.children import Children, Cited, Explanation, ReadIn, under
from csbm_catalog.files.columns import Column, widget_for
from csbm_catalog.history import Quiet, explained, keep

log = logging.getLogger(__name__)
REASON_LENGTH = 300


class Held(BaseInstanceLoader):
    """Finds the record of a row among those that were read at once."""

    def get_instance(self, row):
        return self.resource.held_records().get(self.resource.key_of(row))


class RecordResource(ModelResource):
    """A file of one kind of record. Its columns are the fields that `Meta.fields` names, in that order.

    A record that a file does not name stays; a column that it does not have stays as it is.
    """

    file_name = ""
    left_out: str | Promise = ""  # a sentence: what of these records is not in the file
    permission_model: type | None = None  # whose rights an import needs, if not those of the record itself

    class Meta:
        clean_model_instances = True
        use_transactions = True
        skip_diff = True  # the preview makes its own, which needs no markup
        instance_loader_class = Held

    def __init__(self, by=None, source_name: str = "", digest: str = "", base: str = ""):
        """Prepare for one file: by whom, its name and SHA-256; or for an export, what begins addresses."""
        super().__init__()
        self.by, self.source_name, self.digest, self.base = by, source_name, digest, base
        self.records: dict[tuple, object] | None = None

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return Column(field_name, widget_for(django_field))

    @classmethod
    def title(cls):
        """Return what these records are called, as the heading of their part of a page."""
        return cls._meta.model._meta.verbose_name_plural

    @property
    def reason(self) -> str:
        return (_("Imported from %(name)s") % {"name": self.source_name})[:REASON_LENGTH]

    def undo_address(self) -> str:
        """Return where an import is undone as a whole; nothing where its records are live, each with its history."""
        return ""

    @cached_property
    def explanation(self) -> Explanation:
        return Explanation(self.by, self.reason, timezone.now())

    def columns(self) -> list[str]:
        return self.get_export_headers()

    def column(self, name: str) -> Column:
        return self.fields[name]

    def key_columns(self) -> list[str]:
        return list(self.get_import_id_fields())

    def key_of(self, row: dict) -> tuple:
        """Return what identifies the record of a row; empty where the row leaves that to the catalogue."""
        key = tuple(row[name] for name in self.key_columns())
        return key if all(key) else ()

    def values(self, record) -> dict:
        """Return a record as a row: its values as JSON holds them."""
        return dict(zip(self.columns(), self.export_resource(record), strict=True))

    def held_records(self) -> dict[tuple, object]:
        """Return the records that there are, by their keys, read once."""
        if self.records is None:
            names = self.key_columns()
            self.records = {
                tuple(self.column(name).export(record) for name in names): record
                for record in self.get_queryset()
            }
        return self.records

    def faults_of(self, row: dict) -> list[str]:
        """Say what is wrong with a row besides its single values."""
        if "sources_read" not in row:
            return []
        if len(row["sources_read"]) != len(row.get("sources", [])):
            return [_("sources_read: It is to have one text, which may be empty, for each of the sources.")]
        return []

    def save_instance(self, instance, is_create, row, **kwargs):
        """Write the row and what hangs from it, or nothing, and keep that as one version.

        Raises ValidationError where the database does not take it.
        """
        try:
            with transaction.atomic():
                self.write(instance, is_create, row)
        except DatabaseError as error:
            log.info("A row of a file was refused", exc_info=True)
            raise ValidationError(_("It is at odds with another record.")) from error

    def write(self, instance, is_create: bool, row: dict):
        before = None if is_create else self.values(self.get_queryset().get(pk=instance.pk))
        with Quiet(instance):
            instance.save()
            for column in self.given(row, is_link=True):
                if not self.belongs_apart(column):
                    column.save(instance, row, is_m2m=True)
        written = self.get_queryset().get(pk=instance.pk)
        if before is None or self.differs_itself(before, self.values(written)):
            keep(explained(written, *self.explanation), added=is_create)
        for column in self.given(row, is_link=True):
            if self.belongs_apart(column):
                self.write_apart(column, written, row)

    def given(self, row: dict, is_link: bool) -> list[Column]:
        return [
            column
            for name, column in self.fields.items()
            if name in row and column.is_link == is_link and not column.readonly
        ]

    def belongs_apart(self, column: Column) -> bool:
        """Say whether the column holds rows of another table, which have a history of their own."""
        return isinstance(column.widget, Children | Cited)

    def differs_itself(self, before: dict, after: dict) -> bool:
        return any(
            before[name] != after[name]
            for name, column in self.fields.items()
            if not self.belongs_apart(column)
        )

    def write_apart(self, column: Column, instance, row: dict):
        manager, value = column.get_value(instance), column.clean(row)
        try:
            match column.widget:
                case ReadIn():
                    pass  # written with the sources
                case Cited() as cited:
                    cited.write(instance, manager, value, row.get("sources_read"), self.explanation)
                case Children() as children:
                    children.write(instance, manager, value, self.explanation)
        except ValidationError as error:
            raise under(column.column_name, error) from error

    def save_m2m(self, instance, row, **kwargs):
        """Do nothing: links are written with the row, as one version."""

    def after_import(self, dataset, result, **kwargs):
        """Do nothing: a file names no primary keys, so that no sequence is behind."""
