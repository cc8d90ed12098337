"""The text of an official paper into the record, from the command line."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from conferences.models import Document
from measures.importing import papers
from measures.importing.examining import Examination, examine
from measures.importing.files import paper_of_file
from measures.importing.refusals import Refused


class Command(BaseCommand):
    help = "Read the numbered measures of a paper (.txt, .docx, .html, .pdf) and match them with a document's entries."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--document", required=True, metavar="SLUG")
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be imported; write nothing."
        )
        parser.add_argument("--json", action="store_true", help="Print what was found as JSON.")

    def handle(self, file, document, dry_run, **options):
        examination = self.examined(file, document)
        if not dry_run:
            raise CommandError("Only a dry run is possible from here: add --dry-run.")
        if options["json"]:
            self.stdout.write(json.dumps(examination.as_json(), ensure_ascii=False, indent=1))
        else:
            self.tell(examination)

    def examined(self, file: Path, slug: str) -> Examination:
        """Return the paper read and matched. Raises CommandError in one sentence."""
        try:
            document = Document.objects.listing_measures().get(slug=slug)
            with file.open("rb") as opened:
                content = opened.read(papers.MAX_BYTES + 1)
            return examine(paper_of_file(file.name, content), document)
        except Document.DoesNotExist:
            raise CommandError(f"No document that lists measures is called {slug}.") from None
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}.") from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def tell(self, examination: Examination):
        stated = "" if examination.stated is None else f" of {examination.stated} stated"
        self.stdout.write(f"{examination.document}: {examination.found}{stated} measures found")
        for one in examination.matching.matches:
            entry = f"{one.entry.key} {one.entry.title}" if one.entry else "new"
            self.stdout.write(f"{one.item.number:>4}  {one.item.label:<8} {entry}  ({one.likeness:.2f})")
        for sentence in examination.matching.odd:
            self.stdout.write(f"- {sentence}")
