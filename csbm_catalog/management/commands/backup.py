from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from csbm_catalog.backup.writing import write
from csbm_catalog.events import Deed, note


class Command(BaseCommand):
    help = "Write the whole database to one file, while the site runs; `restore` reads it on either engine."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="Replace a file that is there.")

    def handle(self, file, overwrite, **options):
        if file.exists() and not overwrite:
            raise CommandError(f"{file} is there already; --overwrite replaces it.")
        try:
            manifest = write(file)
        except OSError as fault:
            raise CommandError(f"{file} cannot be written: {fault.strerror}.") from fault
        rows = sum(told["rows"] for told in manifest["tables"].values())
        note("backup", Deed.BACKED_UP, file.name)
        self.stdout.write(f"{rows:,} rows of {len(manifest['tables'])} tables in {file}. Keep it safe: "
                          "it holds addresses, password hashes and the keys of one-time codes.")  # fmt: skip
