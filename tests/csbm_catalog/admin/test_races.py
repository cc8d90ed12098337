"""Two people who give the same name at the same moment: one is told that it is taken."""

import pytest
from django.urls import reverse

from conferences.models import Conference, Document, Source, State
from measures.models import Office, Theme
from tests.csbm_catalog.admin.filling import change


@pytest.fixture
def unseen(monkeypatch):
    """Let the other's row be written only after the first look for it."""

    def first_look_sees_nothing(model):
        look, looks = model._perform_unique_checks, []

        def checks(self, unique_checks):
            looks.append(1)
            return {} if len(looks) == 1 else look(self, unique_checks)

        monkeypatch.setattr(model, "_perform_unique_checks", checks)

    return first_look_sees_nothing


@pytest.mark.parametrize("model", [Theme, Office, State, Document, Conference, Source])
def test_who_comes_second_reads_that_it_exists(admin_client, record, unseen, model):
    if model is Office:
        Office.objects.create(name="An office")
    held = model.objects.first()
    given = {
        field.name: getattr(held, field.attname)
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and getattr(held, field.attname) is not None
    }
    if model is Document:
        given["position"] = 999  # unique too
    unseen(model)

    answer = change(
        admin_client, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"), **given
    )

    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()
