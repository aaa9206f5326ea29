from datetime import time

from django.apps import AppConfig
from django.db.models.signals import pre_save


class CommentsConfig(AppConfig):
    name = "alerts.comments"
    label = "comments"

    def ready(self):
        from django_comments.moderation import moderator
        from django_comments.signals import comment_was_posted
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from alerts.models import AlertPage, ExplainerPage
        from home.operations import schedule

        from . import housekeeping, restored
        from .models import PostComment
        from .moderators.emails import queue_summaries
        from .moderators.signals import tell_who_publishes_its_language
        from .notifications.signals import ask_whoever_left_an_address
        from .services import PostModerator

        # It publishes all replies to a comment, the rejected ones too, whenever that is saved.
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=PostComment)
        # In the registry of django_comments: the one of xtd listens to another model only.
        moderator.register([AlertPage, ExplainerPage], PostModerator)
        comment_was_posted.connect(tell_who_publishes_its_language, sender=PostComment)
        comment_was_posted.connect(ask_whoever_left_an_address, sender=PostComment)
        schedule.register("moderators_summary", schedule.Daily(time(7, 30)), queue_summaries)
        housekeeping.register()
        restored.register()
