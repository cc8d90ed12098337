"""The e-mails that the catalogue sends, where it sends any."""

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

THREAD = "account-mail"
log = logging.getLogger(__name__)


def send(template: str, address: str, context: dict) -> bool:
    """Send the e-mail that a template writes, its subject on the first line; return whether it was taken."""
    subject, _blank, body = render_to_string(template, context).strip().partition("\n")
    try:
        return EmailMessage(subject, body.lstrip("\n"), to=[address]).send() == 1
    except OSError:  # no server, no name, no sign-in there: smtplib's errors are all of this kind
        log.exception("An e-mail could not be sent.")
        return False


def send_later(template: str, address: str, context: dict) -> None:
    """Send from a thread: an answer that waits for the mail server tells that there is such an account."""
    language = get_language()

    def work():
        with override(language):
            send(template, address, context)

    Thread(target=work, name=THREAD).start()


def is_set_up() -> bool:
    return settings.SENDS_EMAIL
