"""People of every role, and devices that show codes."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from csbm_catalog.accounts.codes import devices
from csbm_catalog.accounts.roles import ENTERING, ROLES, fill_groups
from tests.conftest import PASSWORD


@pytest.fixture
def groups(db):
    """The groups as each migrate leaves them."""
    if not set(ROLES) <= set(Group.objects.values_list("name", flat=True)):
        fill_groups()
    return {group.name: group for group in Group.objects.all()}


@pytest.fixture
def make_account(groups):
    def make(name, *roles, **values):
        defaults = {
            "email": f"{name}@example.org",
            "password": PASSWORD,
            "is_staff": bool(ENTERING & set(roles)),
        }
        user = get_user_model().objects.create_user(name, **(defaults | values))
        user.groups.set([groups[role] for role in roles])
        return user

    return make


@pytest.fixture
def production(settings):
    """The administration asks for codes, as where DJANGO_HTTPS is on."""
    settings.HTTPS = True


@pytest.fixture
def telephone():
    """Give an account a telephone, and return its device and its recovery codes."""

    def give(user):
        device = TOTPDevice.objects.create(user=user, name="telephone")
        return device, devices.take("test", device)

    return give


def code_of(device, steps=0) -> str:
    """Return the code that a telephone shows now, or some half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def signed_in(user) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client
