from django.apps import AppConfig
from django.db.models.signals import pre_save


class CommentsConfig(AppConfig):
    name = "alerts.comments"
    label = "comments"

    def ready(self):
        from django_comments.moderation import moderator
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from alerts.models import AlertPage, ExplainerPage

        from . import housekeeping, restored
        from .models import PostComment
        from .services import PostModerator

        # It publishes all replies to a comment, the rejected ones too, whenever that is saved.
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=PostComment)
        # In the registry of django_comments: the one of xtd listens to another model only.
        moderator.register([AlertPage, ExplainerPage], PostModerator)
        housekeeping.register()
        restored.register()
