import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from csbm_catalog.backup.restoring import Backup, Refused, restore
from csbm_catalog.events import Deed, note


class Command(BaseCommand):
    help = "Replace everything in the database by what a backup holds; all of it, or nothing changes."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, file, yes, **options):
        try:
            backup = Backup(file)
            if yes or self.is_meant(backup):
                restore(backup)
                note("restore", Deed.RESTORED, f"{file.name}, taken {backup.manifest['taken_at']}")
                self.stdout.write(f"Restored {backup.rows:,} rows. Everybody signs in again.")
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def is_meant(self, backup) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("Nothing was changed. Where nobody can be asked, --yes says that it is meant.")
        self.stdout.write(
            f"{backup.path}: {backup.rows:,} rows, taken {backup.manifest['taken_at']}. "
            "Everything that the database holds now is replaced by them."
        )
        if input("Type yes to go on: ") == "yes":
            return True
        self.stdout.write("Nothing was changed.")
        return False
