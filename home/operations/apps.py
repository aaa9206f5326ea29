from datetime import time, timedelta

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class OperationsConfig(AppConfig):
    name = "home.operations"
    label = "operations"

    def ready(self):
        from . import (
            checks,
            failed_tasks,
            housekeeping,
            jobs,
            monitoring,
            pruning,
            public_changes,
            readiness,
            restored_files,
            schedule,
            write_ahead_log,
        )
        from .page_cache import renewal

        register(checks.check_integrity, Tags.database)
        register(checks.check_ledger, Tags.database)
        failed_tasks.register_signal_handlers()
        readiness.register_own()
        readiness.register("restore", restored_files.find_problem, is_needed_to_start=True)
        schedule.register("housekeeping", schedule.Daily(time(3, 30)), jobs.run_housekeeping)
        schedule.register("index_references", schedule.Daily(time(4, 30)), jobs.index_references)
        # Deletions by readers and moderators do not wait for a busy database.
        hourly = schedule.Every(timedelta(hours=1))
        schedule.register("empty_log", hourly, write_ahead_log.empty_log_patiently)
        schedule.register("watch", schedule.Every(monitoring.INTERVAL), monitoring.watch)
        for what, step in (
            ("finished tasks of the queue", jobs.delete_tasks),
            ("expired sessions of the admin", jobs.delete_sessions),
            ("lines of the ledger of erasures", pruning.drop_old_lines),
            ("backups that are too old to be restored", pruning.drop_old_backups),
            ("databases that a restore replaced", pruning.drop_replaced),
            ("old records of public changes", public_changes.purge),
        ):
            housekeeping.register(what, step)
        public_changes.committed.connect(renewal.catch_up)
        if settings.PAGE_CACHE:
            connection_created.connect(public_changes.watch)
            pre_migrate.connect(public_changes.pause, sender=self)
            post_migrate.connect(public_changes.resume, sender=self)
