"""Views for writing comments, and for reading comments that are not on the post's own page.

The views need no cookie, session or JavaScript.
"""

import re

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from alerts.lookup import find_post, get_post_or_404
from home.addresses import relative_path
from home.form_tokens import (
    InvalidFormToken,
    comes_from_elsewhere,
    keep_typed_text,
    make_form_token,
    read_form_token,
)
from home.revalidation import revalidated

from ..availability import accepts_comments, closed_reason, comment_rules
from ..erasure import was_deleted
from ..lookup import (
    SHOWN,
    find_comment,
    page_of_replies,
    page_of_reply,
    private_path,
    thread_context,
    threads_context,
)
from ..models import PostComment
from ..services import ThreadClosed, store
from ..thread_queries import count_of
from .forms import CommentForm

PURPOSE = "comment"


def _closed(request, post, *, status=403):
    shown = post if post and not post.get_view_restrictions().exists() else None
    context = {
        "post": shown,
        "text": request.POST.get("comment", ""),
        "closed": shown and closed_reason(shown, **comment_rules()),
    }
    return render(request, "comments/closed.html", context, status=status)


def _form_page(request, post, form, *, notice="", status=200):
    context = {
        "post": post,
        "form": form,
        "notice": notice,
        "form_token": make_form_token(PURPOSE, post.source.pk),
        "path_elsewhere": _path_elsewhere(post, form),
    }
    return render(request, "comments/form.html", context, status=status)


def _path_elsewhere(post, form):
    """Return the path for the language switcher of the form."""
    path = relative_path(post.source)
    # A reply must be in the language of the comment that it answers. The other languages show that
    # comment's thread.
    return f"{path}comments/{form.answered.pk}/" if form.answered else f"{path}comment/"


def _find_answered(post, number):
    """Return the comment on `post` that the reader answers, or None if `number` is empty."""
    if not number:
        return None
    if not re.fullmatch("[0-9]{1,9}", number):
        raise PostComment.DoesNotExist
    shown = PostComment.objects.shown_on(post.source.pk).filter(is_withdrawn=False, is_erased=False)
    answered = (
        shown.only(*SHOWN, "root__is_closed")
        .select_related("root")
        .get(pk=number, language=get_language())
    )
    if (answered.root or answered).is_closed:
        raise ThreadClosed
    return answered


def _without_answered(request, post, form, error):
    form.answered = None
    if isinstance(error, ThreadClosed):
        notice = _(
            "This thread no longer takes replies. You can send what you wrote as a new comment."
        )
    else:
        notice = _(
            "The comment that you wanted to answer is not here. It may have been removed, or it is"
            " in another language. You can send what you wrote as a new comment."
        )
    return _form_page(request, post, form, notice=notice, status=422 if form.is_bound else 404)


def _sent_before(request, post, form):
    # A reader who sends the form again because the response was lost must not see a refusal.
    if not form.is_bound or comes_from_elsewhere(request):
        return None
    try:
        key = read_form_token(form.data.get("form_token", ""), PURPOSE, post.source.pk)
    except InvalidFormToken:
        return None
    stored = PostComment.objects.filter(idempotency_key=key).first()
    if stored is None or not form.is_valid() or stored.comment != form.cleaned_data["comment"]:
        return None
    return HttpResponseRedirect(private_path(key))


@keep_typed_text
@csrf_exempt  # the form token and the check of the origin replace the cookie
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, path):
    """Show the form for a comment, or store the submitted comment for moderation.

    A refused comment is answered with the status 403, 404 or 422, and with the typed text.
    """
    # Our forms use UTF-8; another charset in a header could produce text that no database stores.
    request.encoding = "utf-8"
    post = find_post(request.LANGUAGE_CODE, path)
    data = request.POST if request.method == "POST" else None
    if post is None:
        if data is None:
            raise Http404
        return _closed(request, None, status=404)
    form = CommentForm(post.source, language=request.LANGUAGE_CODE, data=data)
    if not accepts_comments(post):
        return _sent_before(request, post, form) or _closed(request, post)
    try:
        number = (request.GET if data is None else data).get("reply_to")
        form.answered = _find_answered(post, number)
    except PostComment.DoesNotExist as error:
        return _sent_before(request, post, form) or _without_answered(request, post, form, error)
    if data is None:
        return _form_page(request, post, form)
    if comes_from_elsewhere(request):
        notice = _(
            "Your comment did not come from our own page. Please check it and send it from here."
        )
        return _form_page(request, post, form, notice=notice, status=403)
    try:
        form.key = read_form_token(data.get("form_token", ""), PURPOSE, post.source.pk)
        if was_deleted(form.key):
            raise InvalidFormToken
        if not form.is_valid():
            return _form_page(request, post, form, status=422)
        comment = form.get_comment_object()
        accepted = store(comment, request, follow_up_email=form.follow_up_email)
    except InvalidFormToken:
        notice = _("The page was open for a long time. Nothing is lost: please send it again.")
        return _form_page(request, post, form, notice=notice, status=422)
    except PostComment.DoesNotExist as error:
        return _without_answered(request, post, form, error)
    if not accepted:
        return _closed(request, post)
    return HttpResponseRedirect(private_path(form.key))


@revalidated
@require_safe
def others(request, path):
    """Show one page of a post's threads in languages other than the reader's."""
    post = get_post_or_404(request, path)
    shown = PostComment.objects.shown_on(post.source.pk)
    here = {"language": request.LANGUAGE_CODE}
    context = threads_context(request, post, shown.exclude(**here), count_of(shown.filter(**here)))
    return render(request, "comments/others.html", context)


@revalidated
@require_safe
def one(request, path, pk):
    """Show the thread that begins with the comment `pk`, or redirect from a reply to its thread."""
    post = get_post_or_404(request, path)
    try:
        found = find_comment(post.source.pk, int(pk))
    except PostComment.DoesNotExist as error:
        raise Http404 from error
    if root_id := found.comment.root_id:
        address = reverse("comments:one", args=(relative_path(post.source), root_id))
        query = f"?replies={page_of_reply(found)}"
        return HttpResponseRedirect(f"{address}{query}#comment-{found.comment.pk}")
    thread, replies = page_of_replies(found, request.GET.get("replies", 1))
    context = thread_context(request, post, found.rules)
    context |= {"thread": thread, "replies": replies}
    return render(request, "comments/one.html", context)
