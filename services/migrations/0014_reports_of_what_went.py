"""A report is answered before its entry goes, and stays without it, by its name."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0013_forgetting'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='report',
            name='report_is_about_one_entry_or_a_new_one',
        ),
        migrations.AddField(
            model_name='report',
            name='entry_name',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(models.Q(('asset__isnull', True), ('community_point__isnull', True), ('location__isnull', True), ('organization__isnull', False), ('service__isnull', True)), models.Q(('asset__isnull', True), ('community_point__isnull', True), ('location__isnull', False), ('organization__isnull', True), ('service__isnull', True)), models.Q(('asset__isnull', True), ('community_point__isnull', True), ('location__isnull', True), ('organization__isnull', True), ('service__isnull', False)), models.Q(('asset__isnull', False), ('community_point__isnull', True), ('location__isnull', True), ('organization__isnull', True), ('service__isnull', True)), models.Q(('asset__isnull', True), ('community_point__isnull', False), ('location__isnull', True), ('organization__isnull', True), ('service__isnull', True)), _connector='OR'), models.Q(('topic', 'new'), _negated=True)), models.Q(('asset__isnull', True), ('community_point__isnull', True), ('location__isnull', True), ('organization__isnull', True), ('service__isnull', True), models.Q(('topic', 'new'), ('state__in', ['applied', 'refused']), _connector='OR')), _connector='OR'), name='report_is_about_one_entry_or_a_new_or_a_gone_one'),
        ),
    ]
