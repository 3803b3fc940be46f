from django.core.management.commands import migrate

from puntocomunita.migrating import Executor


class Command(migrate.Command):
    """Django's own, by an executor that draws the models once for many operations."""

    def handle(self, *args, **options):
        migrate.MigrationExecutor = Executor  # Django's command offers no other place to say so
        return super().handle(*args, **options)
