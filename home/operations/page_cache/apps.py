from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from .. import housekeeping


class PageCacheConfig(AppConfig):
    name = "home.operations.page_cache"
    label = "page_cache"

    def ready(self):
        from . import changes

        housekeeping.register("old records of public changes", changes.purge)
        if settings.PAGE_CACHE:
            connection_created.connect(changes.watch)
            pre_migrate.connect(changes.pause, sender=self)
            post_migrate.connect(changes.resume, sender=self)
