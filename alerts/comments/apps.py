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

        # The receiver publishes all replies, even rejected ones, whenever a comment is saved.
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=PostComment)
        # Use the registry of django_comments: that of xtd listens only to another model.
        moderator.register([AlertPage, ExplainerPage], PostModerator)
        housekeeping.register()
        restored.register()
