"""The devices of an account: a telephone that shows codes, and a list of recovery codes."""

import re
import secrets
import time
from base64 import b32encode
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from csbm_catalog.events import Deed, note

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are read for one another
VERIFIED_AT = "verified_at"
VERIFIED_SECONDS = 12 * 3600
STARTED_ANEW = timedelta(hours=1)


class TooSoon(Exception):
    """Codes were refused lately: none is looked at before `until`."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until

    @property
    def seconds(self) -> int:
        return max(int((self.until - timezone.now()).total_seconds()) + 1, 1)


def are_required() -> bool:
    """Say whether the administration asks for codes: in production, not in a trial."""
    return settings.HTTPS


def device_of(user) -> TOTPDevice | None:
    """Return the telephone that makes an account's codes."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def is_verified(request) -> bool:
    """Say whether a code was given in this session, today."""
    is_fresh = time.time() - request.session.get(VERIFIED_AT, 0) < VERIFIED_SECONDS
    return is_fresh and getattr(request.user, "otp_device", None) is not None


def begin(user) -> TOTPDevice:
    """Return a device that is being set up: the same one while its page is open, later a new one."""
    begun = TOTPDevice.objects.filter(user=user, confirmed=False)
    begun.filter(created_at__lt=timezone.now() - STARTED_ANEW).delete()
    return begun.order_by("pk").first() or TOTPDevice.objects.create(
        user=user, name="telephone", confirmed=False
    )


def key_of(device: TOTPDevice) -> str:
    """Return the key as it is typed into a telephone that reads no picture: groups of four letters."""
    return " ".join(re.findall(".{1,4}", b32encode(device.bin_key).decode()))


@transaction.atomic
def confirm(who, device: TOTPDevice, code: str) -> list[str]:
    """Take the device for its account if it shows this code, and return new recovery codes; else an empty list.

    Raises TooSoon.
    """
    device = TOTPDevice.objects.select_for_update().get(pk=device.pk)
    if not accepts(device, plain(code)):
        return []
    return take(who, device)


@transaction.atomic
def take(who, device: TOTPDevice) -> list[str]:
    """Make a device the one of its account, and return new recovery codes."""
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    note(who, Deed.CODES_SET_UP, device.user)
    return new_recovery_codes(device.user)


@transaction.atomic
def verify(user, code: str) -> Device | None:
    """Return the device that this code proves, from a telephone or from the list; a code serves once.

    Raises TooSoon.
    """
    token = plain(code)
    is_shown = re.fullmatch(r"\d{6}", token)
    devices = TOTPDevice.objects if is_shown else StaticDevice.objects
    device = devices.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
    return device if device and accepts(device, token if is_shown else digest(token)) else None


def accepts(device: Device, token: str) -> bool:
    """Ask the device, which makes each guess wait twice as long as the one before."""
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise TooSoon(why["locked_until"])
    return device.verify_token(token)


def plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


def digest(code: str) -> str:
    """Return what is kept of a recovery code: it lets nobody in who reads the database."""
    return salted_hmac("csbm_catalog.accounts.codes", code).hexdigest()[:16]


@transaction.atomic
def new_recovery_codes(user) -> list[str]:
    """Replace the recovery codes of an account, and return the new ones: they are kept nowhere."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    letters = ["".join(secrets.choice(ALPHABET) for _letter in range(10)) for _code in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=digest(code)) for code in letters])
    return [f"{code[:5]}-{code[5:]}" for code in letters]


def recovery_codes_left(user) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def remove(user) -> bool:
    """Take away all devices of an account, and say whether there were any."""
    deleted = [model.objects.filter(user=user).delete()[0] for model in (TOTPDevice, StaticDevice)]
    return any(deleted)


def mark_verified(request, device: Device) -> None:
    """Remember in the session that a code was given, under a new key."""
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    request.session[VERIFIED_AT] = int(time.time())
    request.user.otp_device = device
