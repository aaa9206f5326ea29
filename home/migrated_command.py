"""Base class for commands that need an up-to-date database."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class MigratedCommand(BaseCommand):
    """Command that stops with an error if a migration has not been applied."""

    requires_migrations_checks = True

    def check_migrations(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run migrate first.")
