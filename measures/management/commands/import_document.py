"""The text of an official paper into the record, from the command line."""

import json
from contextlib import suppress
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from conferences.models import Document, Source
from measures.importing import papers
from measures.importing.applying import Applied, NotApplied, apply
from measures.importing.correcting import Correction, begin, digest_of
from measures.importing.examining import Examination
from measures.importing.files import paper_of_file
from measures.importing.reading import read
from measures.importing.refusals import Refused
from measures.importing.trying import TakenBack

TRIAL = "https://example.org/"  # the source of a dry run that names none: taken back with it


class Command(BaseCommand):
    """Ends with 0 for a paper that was understood, also where it has to be corrected first, and with 1 otherwise."""

    help = "Import the numbered measures of a paper (.txt, .docx, .html, .pdf) as drafts of a document's measures."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--document", required=True, metavar="SLUG")
        parser.add_argument("--source", metavar="URL", help="Where the paper is published.")
        parser.add_argument("--user", metavar="NAME", help="Whose drafts they are.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be imported; write nothing."
        )
        parser.add_argument("--json", action="store_true", help="Print what was found as JSON.")

    def handle(self, file, document, dry_run, **options):
        if not dry_run and not (options["source"] and options["user"]):
            raise CommandError("Say --source and --user, or add --dry-run.")
        document, content = self.document(document), self.content(file)
        url = self.address(options["source"]) if options["source"] else TRIAL
        try:
            paper = read(paper_of_file(file.name, content))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        with suppress(TakenBack), transaction.atomic():
            by = self.user(options["user"]) if options["user"] else trial_user()
            about = {"name": file.name[:200], "digest": digest_of(content)}
            examination, applied, refused = self.run(begin(paper, document, url, by, **about), by)
            if refused or dry_run:
                raise TakenBack
        if options["json"]:
            told = {"applied": applied.as_json() if applied else None, "refused": refused, "dry_run": dry_run}
            self.stdout.write(json.dumps(examination.as_json() | told, ensure_ascii=False, indent=1))
        else:
            self.tell(examination, applied, refused, dry_run)

    def run(self, import_, by) -> tuple[Examination, Applied | None, list[str]]:
        """Return what was found, what was done, and what stood against it."""
        examination = Correction(import_).examination
        try:
            return examination, apply(import_, by), []
        except NotApplied as refusal:
            return examination, None, [one.sentence for one in refusal.obstacles]

    def document(self, slug: str) -> Document:
        document = Document.objects.listing_measures().filter(slug=slug).first()
        if document is None:
            raise CommandError(f"No document that lists measures is called {slug}.")
        return document

    def content(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:
                return opened.read(papers.MAX_BYTES + 1)
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}.") from None

    def address(self, url: str) -> str:
        try:
            return Source._meta.get_field("url").clean(url, None)
        except ValidationError:
            raise CommandError(f"{url} is no address that begins with http:// or https://.") from None

    def user(self, name: str):
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"No user is called {name}.")
        if not user.is_active:
            raise CommandError(f"The account of {name} is closed.")
        if not user.has_perms(["measures.add_textimport", "measures.add_measuredraft"]):
            raise CommandError(f"The user {name} may not import texts.")
        return user

    def tell(self, examination: Examination, applied: Applied | None, refused: list[str], is_trial: bool):
        stated = "" if examination.stated is None else f" of {examination.stated} stated"
        self.stdout.write(f"{examination.document}: {examination.found}{stated} measures found")
        for one in examination.matching.matches:
            entry = f"{one.entry.key} {one.entry.title}" if one.entry else "new"
            self.stdout.write(f"{one.item.number:>4}  {one.item.label:<8} {entry}  ({one.likeness:.2f})")
        for sentence in [*examination.matching.odd, *refused]:
            self.stdout.write(f"- {sentence}")
        if applied is None:
            self.stdout.write(
                "Nothing was applied: import the paper in the administration and correct it there."
            )
        else:
            done = "would be made" if is_trial else "made"
            self.stdout.write(f"{len(applied.drafts)} drafts {done}, {len(applied.new)} of new measures.")


def trial_user():
    """Return an account for a dry run that names none; it is taken back with it."""
    return get_user_model().objects.create(username=":dry run:", is_active=False)
