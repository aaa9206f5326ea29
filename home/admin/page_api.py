"""Actions of the admin's API for pages, with the rules of the admin's own views.

Wagtail runs its hooks in views and bulk actions, but not in the API.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework.exceptions import ValidationError
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.actions.move import MovePageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from home.publishing import tree_rules

NOT_HERE = "Press “Translate this page” in the editor of the English page instead."


def _require(reason: str) -> None:
    if reason:
        raise ValidationError({"message": reason})


class CopyAction(CopyPageAPIAction):
    """Action that copies a page if the tree rules and the admin's form for copying allow it."""

    def _action_from_data(self, instance: Any, data: Any) -> Any:
        _require(tree_rules.why_not_copied(instance))
        action = super()._action_from_data(instance, data)
        sent = {
            "new_title": action.update_attrs.get("title", instance.title),
            "new_slug": action.update_attrs.get("slug", instance.slug),
            "new_parent_page": action.to.pk,
            "copy_subpages": action.recursive,
            "publish_copies": action.keep_live and instance.live,
        }
        form = instance.copy_form_class(sent, user=self.request.user, page=instance)
        if not form.is_valid():
            raise ValidationError(form.errors)
        action.update_attrs["title"] = form.cleaned_data["new_title"]
        action.update_attrs["slug"] = form.cleaned_data["new_slug"]
        return action


class MoveAction(MovePageAPIAction):
    """Action that moves a page without translations, or reorders the pages below one parent."""

    def _action_from_data(self, instance: Any, data: Any) -> Any:
        action = super()._action_from_data(instance, data)
        # Without a position, Wagtail puts the page beside the destination.
        is_child = (action.pos or "").endswith("-child")
        parent = action.target if is_child else action.target.get_parent()
        if parent is None:
            _require("No page can be beside the root. Choose another destination.")
        elif not instance.is_child_of(parent):
            _require(tree_rules.why_not_moved_alone(instance))
            _require(tree_rules.why_not_moved(instance, parent))
            if not Page._slug_is_available(instance.slug, parent, page=instance):
                _require(f"Another page there has the slug “{instance.slug}”. Change it first.")
        return action


class PagesViewSet(PagesAdminAPIViewSet):
    actions = PagesAdminAPIViewSet.actions | {"copy": CopyAction, "move": MoveAction}

    def action_view(self, request: Any, pk: int, action_name: str) -> Any:
        page = self.get_object()
        if action_name == "create_alias":
            _require(tree_rules.NO_ALIAS)
        elif action_name == "convert_alias" and page.alias_of_id:
            _require(tree_rules.why_not_converted(page))
        elif action_name == "copy_for_translation":
            _require(NOT_HERE)
        elif action_name == "unpublish" and tree_rules.is_home(page):
            _require(tree_rules.HOME_PAGE_STAYS)
        elif action_name == "delete":
            if not page.permissions_for_user(request.user).can_publish():
                raise PermissionDenied
            _require(tree_rules.why_not_deleted_alone(page))
        return super().action_view(request, pk, action_name)


def use_own_rules(router: Any) -> None:
    """Register `PagesViewSet` with the API's `router`, in place of Wagtail's page endpoint."""
    router.register_endpoint("pages", PagesViewSet)
