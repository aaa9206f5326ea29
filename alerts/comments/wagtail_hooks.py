"""Wagtail hooks for comments."""

from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from .models import PostComment, Status
from .moderation.bulk import BULK_ACTIONS
from .moderation.counts import WaitingPanel
from .moderation.permissions import is_moderator
from .moderation.preferences import ModeratorMailPanel
from .moderation.views import CommentViewSet
from .spam.snippets import BlockedTermViewSet

register_snippet(BlockedTermViewSet)
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_viewset")
def register_comment_viewset():
    return CommentViewSet()


@hooks.register("construct_homepage_panels")
def show_what_waits_at_home(request, panels):
    if is_moderator(request.user):
        panels.append(WaitingPanel())


@hooks.register("before_delete_page")
def keep_the_post_of_evidence(request, page):
    """Refuse to delete a page if comments kept as evidence would be deleted with it."""
    count = PostComment.objects.filter(
        status=Status.EVIDENCE, post__path__startswith=page.path
    ).count()
    if count:
        messages.error(
            request,
            f"Comments kept as evidence would be deleted too: {count}. Unpublish the page, or ask an"
            " administrator to release them first.",
        )
        return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_the_posts_of_evidence(request, action_type, objects, action):
    """Refuse to delete several pages if evidence would be deleted with them."""
    if action_type == "delete" and issubclass(action.model, Page):
        for page in objects:
            if response := keep_the_post_of_evidence(request, page):
                return response


@hooks.register("register_log_actions")
def register_decisions(actions):
    for name, label, message in (
        (Status.PUBLISHED, "Publish comment", "Comment published"),
        (Status.REJECTED, "Reject comment", "Comment rejected"),
        (Status.SPAM, "Mark as spam", "Comment marked as spam"),
        (Status.EVIDENCE, "Keep as evidence", "Comment kept as evidence"),
        (Status.PENDING, "Put comment back", "Comment put back to wait"),
        ("redact", "Take words out", "Words taken out of the comment"),
        ("unredact", "Bring words back", "Words brought back into the comment"),
        ("erase", "Erase comment", "Comment erased"),
        ("withdraw", "Delete own comment", "Comment deleted by its writer"),
        ("pass", "Pass on", "Comment passed to those who read its language"),
        ("close", "Close thread", "Thread closed for replies"),
        ("reopen", "Reopen thread", "Thread open for replies again"),
        ("pause", "Pause comments", "Comments paused on all posts"),
        ("resume", "Resume comments", "Comments open again"),
    ):
        actions.register_action(f"comments.{name}", label, message)


@hooks.register("register_account_settings_panel")
def register_moderator_mail(request, user, profile):
    return ModeratorMailPanel(request, user, profile)
