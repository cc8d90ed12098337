"""What documents and meetings are stated to hold, against what the catalogue holds."""

from collections import Counter
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from conferences.models import Conference, Document, Officer, Participation
from csbm_catalog import fixtures
from measures.models import Measure


class Line(NamedTuple):
    """One row of the table. `shipped` is what the fixtures hold; None is "not known"."""

    what: str
    stated: int | None
    held: int
    shipped: int
    remark: str = ""

    @property
    def is_short(self) -> bool:
        return self.held < self.shipped

    @property
    def remarks(self) -> str:
        return "; ".join(filter(None, ["LESS THAN SHIPPED" if self.is_short else "", self.remark]))


class Command(BaseCommand):
    help = "Show what is stated against what is held. Fails only where less is held than the catalogue ships."

    def handle(self, **options):
        self.shipped = list(fixtures.rows())
        lines = [*self.models(), *self.documents(), *self.participants(), *self.officers(), *self.rules()]
        width = max(len(line.what) for line in lines)
        self.stdout.write(f"{'':{width}}  stated    held  shipped")
        for line in lines:
            stated = "?" if line.stated is None else line.stated
            row = f"{line.what:{width}}  {stated:>6}  {line.held:>6}  {line.shipped:>7}  {line.remarks}"
            self.stdout.write(row.rstrip())
        if short := [line.what for line in lines if line.is_short]:
            self.stderr.write(self.style.ERROR(f"Less is held than the catalogue ships: {'; '.join(short)}."))
            raise SystemExit(1)

    def models(self):
        """How many rows of each model are held."""
        for model, count in Counter(row.model for row in self.shipped).items():
            yield Line(str(model._meta.verbose_name_plural), None, model.objects.count(), count)

    def documents(self):
        """How many measures each document states and holds, and whether their numbers run through."""
        shipped = Counter(row.fields["document"][0] for row in self.shipped_of(Measure))
        for document in Document.objects.listing_measures():
            numbers = sorted(document.measures.values_list("number", flat=True))
            gaps = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
            remark = f"numbers missing: {', '.join(map(str, gaps))}" if gaps else "numbers without gaps"
            yield Line(
                f"measures, {document}",
                document.measures_stated,
                len(numbers),
                shipped[document.slug],
                remark,
            )

    def participants(self):
        """How many states are stated to have taken part, and how many are known by name."""
        shipped = Counter(
            row.fields["conference"][0]
            for row in self.shipped_of(Participation)
            if row.fields["role"] == "participant"
        )
        for conference in Conference.objects.all():
            held, stated = conference.participations.participants().count(), conference.participants_stated
            if held or stated:
                remark = f"{stated - held} of {stated} not known by name" if (stated or 0) > held else ""
                yield Line(f"participants, {conference}", stated, held, shipped[conference.slug], remark)

    def officers(self):
        """How many officers are known of each meeting; no source counts them."""
        shipped = Counter(row.fields["conference"][0] for row in self.shipped_of(Officer))
        for conference in Conference.objects.all():
            if shipped[conference.slug]:
                yield Line(
                    f"officers, {conference}", None, conference.officers.count(), shipped[conference.slug]
                )

    def rules(self):
        """How many of the shipped rows are held and pass every rule of their model."""
        faults = []
        valid = 0
        for model in dict.fromkeys(row.model for row in self.shipped):
            keys = {row.natural_key for row in self.shipped if row.model is model}
            for record in model.objects.all():
                if fixtures.flatten(record.natural_key()) in keys:
                    try:
                        record.full_clean()
                        valid += 1
                    except ValidationError as error:
                        faults.append(f"{model._meta.verbose_name} {record}: {'; '.join(error.messages)}")
        yield Line("rows that pass every rule", None, valid, len(self.shipped), "; ".join(faults))
        measures = Measure.objects.all()
        alone = [str(measure) for measure in measures if measure.rests_on_working_entries_alone()]
        yield Line("related entries on working ones alone", 0, len(alone), 0, "; ".join(alone))

    def shipped_of(self, model):
        return (row for row in self.shipped if row.model is model)
