from django.core.management.base import BaseCommand

from csbm_catalog.seeding import Deed, seed


class Command(BaseCommand):
    help = "Bring the shipped record into the catalogue; what was edited or deleted here is left as it is."

    def handle(self, **options):
        outcome = seed()
        for name, counter in outcome.counts.items():
            done = ", ".join(f"{counter[deed]} {deed}" for deed in Deed if counter[deed])
            self.stdout.write(f"  {name}: {done}")
        for refusal in outcome.refusals:
            self.stderr.write(self.style.WARNING(f"  {refusal}"))
        changed = outcome.total(Deed.ADDED) + outcome.total(Deed.UPDATED)
        self.stdout.write(
            self.style.SUCCESS(f"Seeded: {changed} rows written." if changed else "Nothing to do.")
        )
