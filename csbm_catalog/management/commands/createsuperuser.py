"""Django's command, which also insists on an e-mail address: without one, no password can be reset."""

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    def get_input_data(self, field, message, default=None):
        value = super().get_input_data(field, message, default)
        if field.name == "email" and value == "":
            self.stderr.write("Error: an e-mail address is needed, to reset the password by.")
            return None
        return value
