"""Where a reader writes a comment. No cookie, no session, no JavaScript needed."""

from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django_comments.signals import comment_was_posted, comment_will_be_posted

from alerts.models import Post
from home.addresses import find_page, relative_path
from home.stamps import InvalidStamp, comes_from_elsewhere, make_stamp, read_stamp

from .forms import CommentForm
from .models import PostComment
from .moderation import accepts_comments

PURPOSE = "comment"


def _find_post(request, path):
    """The post at `path` as the reader has it.

    Raises:
        Http404: there is no live post; drafts and unknown pages look the same.
    """
    post = find_page(request.LANGUAGE_CODE, path)
    if not isinstance(post, Post):
        raise Http404
    return post


def _closed(request, post, text=""):
    context = {"post": post, "text": text}
    return render(request, "comments/closed.html", context, status=403)


def _form_page(request, post, form, *, notice="", status=200):
    context = {
        "post": post,
        "form": form,
        "notice": notice,
        "stamp": make_stamp(PURPOSE, post.source.pk),
    }
    return render(request, "comments/form.html", context, status=status)


@never_cache
@csrf_exempt  # the stamp and the browser's word about the origin stand in for the cookie
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, path):
    """Show the form, or store what it sends: once, held for a moderator.

    A refusal shows the form again with what was typed and a new stamp: 422 for
    input or stamp, 403 where the post takes no comments or another site sent it.
    """
    post = _find_post(request, path)
    source, language = post.source, request.LANGUAGE_CODE
    if request.method != "POST":
        if not accepts_comments(source):
            return _closed(request, post)
        return _form_page(request, post, CommentForm(source, language=language))
    if comes_from_elsewhere(request):
        notice = _(
            "Your comment did not come from our own page. Please check it and send it from here."
        )
        form = CommentForm(source, language=language, data=request.POST)
        return _form_page(request, post, form, notice=notice, status=403)
    if not accepts_comments(source):
        return _closed(request, post, request.POST.get("comment", ""))
    try:
        key = read_stamp(request.POST.get("stamp", ""), PURPOSE, source.pk)
    except InvalidStamp:
        notice = _("The page was open for a long time. Nothing is lost: please send it again.")
        form = CommentForm(source, language=language, data=request.POST)
        return _form_page(request, post, form, notice=notice, status=422)
    form = CommentForm(source, language=language, key=key, data=request.POST)
    if not form.is_valid():
        return _form_page(request, post, form, status=422)
    comment = form.get_comment_object()
    comment.content_object = source
    if not _store(request, comment):
        return _closed(request, post, comment.comment)
    return HttpResponseRedirect(reverse("comments:sent", args=(relative_path(source),)))


def _store(request, comment):
    """Save `comment` and tell the moderation; True unless the post takes none any more.

    A comment whose key is stored already is the same form sent twice: nothing to do.
    """
    try:
        with transaction.atomic():
            answers = comment_will_be_posted.send(
                sender=PostComment, comment=comment, request=request
            )
            if any(answer is False for _receiver, answer in answers):
                return False
            comment.save(force_insert=True)
            comment_was_posted.send(sender=PostComment, comment=comment, request=request)
    except IntegrityError:
        if not PostComment.objects.filter(idempotency_key=comment.idempotency_key).exists():
            raise
    return True


@require_safe
def sent(request, path):
    """What happens next with a comment that was sent."""
    return render(request, "comments/sent.html", {"post": _find_post(request, path)})
