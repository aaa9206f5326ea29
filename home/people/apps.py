from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate, post_save


class PeopleConfig(AppConfig):
    name = "home.people"
    label = "people"

    def ready(self):
        from allauth.mfa import signals as factors
        from allauth.mfa.models import Authenticator

        from home.operations import housekeeping

        from . import factor_codes, middleware, rights, roles, second_factor

        rights.register()
        user_logged_in.connect(middleware.note_sign_in)
        factors.authenticator_used.connect(second_factor.note_proof)
        # Not allauth's own signal, which is sent after the transaction.
        post_save.connect(second_factor.note_added, sender=Authenticator)
        factors.authenticator_removed.connect(second_factor.note_removed)
        housekeeping.register("codes for a first second factor", factor_codes.delete_expired)
        # The signal is sent once per app and creates that app's permissions, so wait for the last
        # app.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(roles.sync_after_migrate, sender=last)
