from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "home.people"
    label = "people"

    def ready(self):
        from . import rights, roles

        rights.register()
        # The signal is sent once per app and creates that app's permissions, so wait for the last
        # app.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(roles.sync_after_migrate, sender=last)
