"""Three markings to begin with; administrators change them."""

from django.db import migrations

EXAMPLES = [(0, "Unmarked"), (10, "For official use"), (20, "Delegation only")]


def add_examples(apps, schema_editor):
    marking = apps.get_model("measures", "Marking")
    for rank, name in EXAMPLES:
        marking.objects.get_or_create(rank=rank, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_packets")]
    operations = [migrations.RunPython(add_examples, migrations.RunPython.noop)]
