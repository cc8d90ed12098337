import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from conferences.models import Conference, Discrepancy, Document, State
from tests.conftest import PASSWORD


def page_of(row, page="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


@pytest.fixture
def meeting(record):
    return Conference.objects.get(slug="miami-2003")


@pytest.fixture
def paper(record):
    return Document.objects.get(slug="miami-consensus")


@pytest.fixture
def haiti(record):
    return State.objects.get(code="HT")


@pytest.fixture
def dispute(record):
    return Discrepancy.objects.first()


@pytest.fixture
def other_client(record):
    """A second administrator, signed in somewhere else."""
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create_superuser("other", password=PASSWORD))
    return client
