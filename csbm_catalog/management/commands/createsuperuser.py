"""Django's command, which also insists on an e-mail address, keeps that it was done, and sets up one-time codes."""

import os
from argparse import BooleanOptionalAction

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from csbm_catalog.accounts import rights
from csbm_catalog.accounts.codes import devices
from csbm_catalog.accounts.codes.terminal import WHO, Enrolment
from csbm_catalog.events import Deed, note


class Command(createsuperuser.Command):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--codes",
            action=BooleanOptionalAction,
            help="Set up one-time codes at once; by default where DJANGO_HTTPS is on.",
        )

    def handle(self, *args, **options):
        if not options["interactive"]:
            self.check_password()
        newest = self.UserModel.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        super().handle(*args, **options)
        user = self.UserModel.objects.filter(pk__gt=newest, is_superuser=True).order_by("pk").first()
        if user is None:
            return
        note(WHO, Deed.CREATED, user)
        rights.keep(WHO, user, rights.Rights())
        wanted = devices.are_required() if options["codes"] is None else options["codes"]
        if wanted:
            Enrolment(user, self.stdout).run(options["interactive"])

    def check_password(self):
        """Refuse a bad password of the environment too: Django takes any there."""
        try:
            validate_password(os.environ.get("DJANGO_SUPERUSER_PASSWORD", ""))
        except ValidationError as refusal:
            raise CommandError(f"DJANGO_SUPERUSER_PASSWORD: {' '.join(refusal.messages)}") from None

    def get_input_data(self, field, message, default=None):
        value = super().get_input_data(field, message, default)
        if field.name == "email" and value == "":
            self.stderr.write("Error: an e-mail address is needed, to reset the password by.")
            return None
        return value
