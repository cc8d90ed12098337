from django.core.management.base import BaseCommand, CommandError

from conferences.links import Offline, check_all
from conferences.models import LinkCheck, Source


class Command(BaseCommand):
    help = "Ask every source's address whether it still answers, and keep the results for the board."

    def handle(self, **options):
        sources = Source.objects.all()
        self.stdout.write(f"Asking {sources.count()} addresses…")
        try:
            checks = check_all(sources)
        except Offline as error:
            raise CommandError(
                f"Not one address could be reached ({error}): this machine seems to be cut off. "
                "Nothing was kept."
            ) from error
        for check in checks:
            if check.result != LinkCheck.Result.ALIVE:
                self.stdout.write(f"  {check.get_result_display()} ({check.detail}): {check.source.url}")
        alive = sum(check.result == LinkCheck.Result.ALIVE for check in checks)
        self.stdout.write(f"{alive} of {len(checks)} answer.")
