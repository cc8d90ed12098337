"""That no column holds a number on one database that the other has no room for."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import PositiveSmallIntegerField

WRITTEN_BY_THE_SITE = {"issuecounter.year", "packetissue.number", "packetissue.measures_held"}
NUMBERS = {
    f"{model._meta.model_name}.{field.name}": field
    for app in ("csbm_catalog", "conferences", "measures")
    for model in apps.get_app_config(app).get_models()
    if not model._meta.model_name.startswith("historical")
    for field in model._meta.get_fields()
    if isinstance(field, PositiveSmallIntegerField)
}


@pytest.mark.parametrize("name", sorted(NUMBERS.keys() - WRITTEN_BY_THE_SITE))
def test_what_a_person_types_is_bounded_in_words(name):
    with pytest.raises(ValidationError, match=r"three digits at most|four digits"):
        NUMBERS[name].run_validators(32_767)
