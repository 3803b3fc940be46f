"""What is likely there twice, what was merged into what, and names of services and assets found by likeness."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


NAMES = """
CREATE INDEX service_by_likeness ON services_service USING gin (telling_name(name) gin_trgm_ops);
CREATE INDEX asset_by_likeness ON services_asset USING gin (telling_name(name) gin_trgm_ops);
"""
NO_NAMES = "DROP INDEX service_by_likeness, asset_by_likeness;"


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0011_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Moved',
            fields=[
                ('old_id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('organization', 'organizzazione'), ('service', 'servizio'), ('asset', 'risorsa'), ('service_at_location', 'luogo del servizio')], max_length=20)),
                ('old_slug', models.CharField(blank=True, max_length=160)),
                ('old_name', models.CharField(blank=True, max_length=300)),
                ('new_id', models.UUIDField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'old_slug'], name='moved_by_slug'), models.Index(fields=['new_id'], name='moved_by_target')],
                'constraints': [models.CheckConstraint(condition=models.Q(('old_id', models.F('new_id')), _negated=True), name='nothing_moves_to_itself')],
            },
        ),
        migrations.CreateModel(
            name='SuspectedPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('organization', 'organizzazioni'), ('service', 'servizi'), ('asset', 'risorse')], max_length=12)),
                ('first', models.UUIDField()),
                ('second', models.UUIDField()),
                ('why', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('weight', models.SmallIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('looked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('dismissed_at', models.DateTimeField(null=True)),
                ('dismissed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='dismissed_pairs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('weight'), descending=True), models.F('id'), condition=models.Q(('dismissed_at', None)), name='pair_by_weight'), models.Index(fields=['second'], name='pair_by_second')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pair_is_of_two_in_order'), models.UniqueConstraint(fields=('first', 'second'), name='a_pair_is_suspected_once')],
            },
        ),
        migrations.RunSQL(NAMES, NO_NAMES),
    ]
