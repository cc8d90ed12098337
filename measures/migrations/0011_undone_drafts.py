from django.conf import settings
from django.db import migrations, models


def tell_what_was_taken_back(apps, schema_editor):
    """Drafts that an import undone took back are no longer published; an import that left some can go on.

    A draft whose measure was deleted is nothing that is left.
    """
    drafts = apps.get_model("measures", "MeasureDraft").objects
    taken_back = apps.get_model("measures", "DraftRemark").objects.filter(deed="undone").values("draft")
    drafts.filter(state="published", pk__in=taken_back).update(state="undone")
    left = drafts.filter(state="published", batch__isnull=False, measure__isnull=False).values("batch")
    apps.get_model("measures", "TextImport").objects.filter(state="undone", pk__in=left).update(state="partly")


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0004_resolutions'),
        ('measures', '0010_changed_in_review'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='measuredraft',
            name='draft_state_valid',
        ),
        migrations.RemoveConstraint(
            model_name='measuredraft',
            name='draft_published_whole',
        ),
        migrations.RemoveConstraint(
            model_name='textimport',
            name='import_state_valid',
        ),
        migrations.AlterField(
            model_name='measuredraft',
            name='state',
            field=models.CharField(choices=[('work', 'in work'), ('review', 'in review'), ('published', 'published'), ('undone', 'published and taken back'), ('discarded', 'discarded')], default='work', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='textimport',
            name='state',
            field=models.CharField(choices=[('open', 'being corrected'), ('applied', 'applied as drafts'), ('partly', 'partly undone'), ('undone', 'undone'), ('discarded', 'discarded')], default='open', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='measuredraft',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['work', 'review', 'published', 'undone', 'discarded'])), name='draft_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='measuredraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('state__in', ['published', 'undone'])), models.Q(models.Q(('state__in', ['published', 'undone']), _negated=True), ('published_at__isnull', True), ('published_by__isnull', True)), _connector='OR'), name='draft_published_whole'),
        ),
        migrations.AddConstraint(
            model_name='textimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'applied', 'partly', 'undone', 'discarded'])), name='import_state_valid'),
        ),
        migrations.RunPython(tell_what_was_taken_back, migrations.RunPython.noop),
    ]
