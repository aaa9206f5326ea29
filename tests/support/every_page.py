"""A site with every type of public page, and the URLs of these pages."""

from datetime import time, timedelta

from django.test import TestCase
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.models import StringTranslation

from alerts.call_results import Result
from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount
from alerts.comments.lookup import REPLIES_INLINE
from alerts.comments.models import PostComment, Status
from alerts.comments.models.follow_up import CONFIRM, STOP, FollowUp
from alerts.models import AlertExplainer, AlertPage
from home.models import HomePage
from home.translation.models import PhraseTranslation
from tests import factories as make

# Page types and their (path after the language prefix, expected status).
ADDRESSES = {
    "home": ("", 200),
    "plain page": ("privacy/", 200),
    "meetings": ("meetings/", 200),
    "alert index": ("alerts/", 200),
    "alert index, a year": ("alerts/?year={year}", 200),
    "alert": ("alerts/call/", 200),
    "alert to come": ("alerts/soon/", 200),
    "ended alert": ("alerts/over/", 200),
    "alert to be reposted": ("alerts/call/repost/", 200),
    "ended alert to be reposted": ("alerts/over/repost/", 200),
    "explainer index": ("background/", 200),
    "explainer": ("background/why/", 200),
    "comment form": ("alerts/call/comment/", 200),
    "own comment": ("comment/{token}/", 200),
    "own comment, to change": ("comment/{token}/edit/", 200),
    "own comment, to delete": ("comment/{token}/delete/", 200),
    "own comment, published": ("comment/{published}/", 200),
    "own comment, rejected": ("comment/{rejected}/", 200),
    "own comment, out of sight": ("comment/{hidden}/", 200),
    "own comment, deleted": ("comment/deleted/", 200),
    "own comment, an address for mails": ("comment/{token}/mail/", 200),
    "no comment behind the link": ("comment/nothing/", 404),
    "mails to be confirmed": ("comment/confirm/{asked}/", 200),
    "mails confirmed": ("comment/confirm/{on}/", 200),
    "mails to be stopped": ("comment/stop/{stop}/", 200),
    "mails stopped": ("comment/stop/{stopped}/", 200),
    "no mails behind the link": ("comment/stop/nothing/", 404),
    "reply form": ("alerts/call/comment/?reply_to={deepest}", 200),
    "reply to what is not there": ("alerts/call/comment/?reply_to=0", 404),
    "comments closed": ("alerts/over/comment/", 403),
    "comments in other languages": ("alerts/call/comments/", 200),
    "no comments in other languages": ("alerts/soon/comments/", 200),
    "thread": ("alerts/call/comments/{root}/", 200),
    "question to a moderator": ("alerts/call/comments/{root}/flag/", 200),
    "thanks for a question": ("alerts/call/comments/flagged/", 200),
    "thread that is closed": ("alerts/over/comments/{closed}/", 200),
    "report of a call": ("alerts/call/report/", 200),
    "thanks for a report": ("alerts/call/report/thanks/", 200),
    "report on what is over": ("alerts/over/report/", 403),
    "support": ("alerts/call/stand/", 200),
    "support, thanks": ("alerts/call/stand/thanks/", 200),
    "flyer": ("alerts/call/flyer/", 200),
    "flyer in all languages": ("alerts/call/flyer/all/", 200),
    "no flyer of what is over": ("alerts/over/flyer/", 200),
    "not found": ("nowhere/", 404),
}
# Types of pages with a secret in their URL.
PRIVATE = {
    kind
    for kind, (path, _status) in ADDRESSES.items()
    if path.startswith("comment/") and kind != "own comment, deleted"
}


def address(kind, language):
    """Return (path, expected status) for the page of type `kind` in `language`."""
    path, status = ADDRESSES[kind]
    comments = PostComment.objects.filter(language=language)
    deepest = comments.order_by("-level").first()
    facts = {
        "year": timezone.localtime(timezone.now() - timedelta(days=9)).year,
        "deepest": deepest and deepest.pk,
        "root": deepest and deepest.root_id,
        **{name: f"{name}-{language}" for name in ("token", "published", "rejected", "hidden")},
        **{name: FollowUp(key=f"{name}-{language}").token(CONFIRM) for name in ("asked", "on")},
        "stop": FollowUp(key=f"on-{language}").token(STOP),
        "stopped": FollowUp(key="gone").token(STOP),
        "closed": comments.filter(post__slug="over").values_list("pk", flat=True).first(),
    }
    return f"/{language}/{path.format(**facts)}", status


def link(page, text):
    return f'<a linktype="page" id="{page.pk}">{text}</a>'


def full_alert(size=2, *, slug="call", comments=("en", "es", "so", "hmn")):
    """Create an alert with content in almost every field, and with comments, calls and supporters.

    `size` is the count of offices, explainers, lines to say and talking points. `comments` has the
    languages of the comments and calls.
    """
    numbers = range(size)
    explainers = [make.ExplainerPageFactory() for _ in numbers]
    document = make.DocumentFactory()
    document_link = f'<a linktype="document" id="{document.pk}">English file</a>'
    quote = {"text": "English quote.", "attribution": "English neighbor"}
    body = [("heading", "English heading"), ("quote", quote)]
    for number, explainer in enumerate(explainers):
        text = f"<p>English text {number}, {link(explainer, 'a link')}, {document_link}.</p>"
        picture = {
            "image": make.ImageFactory(),
            "alt_text": f"English alt text {number}",
            "caption": "English caption",
        }
        body += [
            ("text", text),
            ("picture", picture),
            ("explainer", explainer),
            ("document", {"document": document, "label": "English label"}),
        ]
    alert = make.AlertPageFactory(
        slug=slug,
        follows=ended_alert(
            title=f"English alert before {slug}",
            outcome="postponed",
            decided_at=timezone.now() - timedelta(days=8, hours=1),
            outcome_text=f"<p>English outcome: {link(explainers[0], 'a link')}.</p>",
            answered_on=timezone.localdate() - timedelta(days=8),
            office_answer="<p>English answer.</p>",
        ),
        search_description="English description.",
        social_image=make.ImageFactory(),
        meeting=make.meeting(),
        action_type=make.ask_for(),
        about="SF958",
        script=[("line", f"English line {number}.") for number in numbers],
        talking_points=[("point", f"English point {number}.") for number in numbers],
        response=f"<p>English way to tell us: {link(explainers[0], 'here')}.</p>",
        body=body,
    )
    offices = [
        make.office(
            f"Office {number}",
            ["+16512013400", "+18006573717"],
            role=make.phrase(f"English role {number}"),
        )
        for number in numbers
    ]
    offices[0].opens_at, offices[0].closes_at = time(8), time(17)
    offices[0].save()
    make.call(alert, *offices)
    for order, explainer in enumerate(explainers):
        AlertExplainer.objects.create(alert=alert, explainer=explainer, sort_order=order)
    for language in comments:
        conversation(alert, language)
        for _ in numbers:
            make.comment(alert, language, text="⟦A comment.⟧")
    add_calls(alert, offices, comments)
    return alert


def add_calls(alert, offices, languages):
    today = timezone.localdate()
    for office in offices:
        for language in languages:
            facts = {"alert": alert, "office": office, "language": language, "day": today}
            CallCount.objects.create(result=Result.SPOKE, number=5, **facts)
            make.comment(
                alert, language, text="⟦A comment.⟧", office=office, call_result=Result.SPOKE
            )
    SupportCount.objects.create(alert=alert, language="en", day=today, number=1234)
    totals.rewrite(alert.pk)


def own_comments(post, language):
    """Create a comment in each state that its writer can see."""
    address = {"email": "reader@elsewhere.example"}
    mails = {
        "published": address | {"key": f"on-{language}", "confirmed_at": timezone.now()},
        "hidden": address | {"key": f"asked-{language}"},
    }
    for name, status in (
        ("token", Status.PENDING),
        ("published", Status.PUBLISHED),
        ("rejected", Status.REJECTED),
        ("hidden", Status.PUBLISHED),
    ):
        own = make.own_comment(post, f"{name}-{language}", language, status, text="⟦A comment.⟧")
        if name in mails:
            FollowUp.objects.create(comment=own, language=language, **mails[name])
    PostComment.objects.filter(pk=own.pk).update(is_shown=False)


def conversation(post, language):
    root = make.comment(post, language, text="⟦A comment.⟧")
    reply = make.comment(post, language, text="⟦A reply.⟧", reply_to=root)
    for _reply in range(REPLIES_INLINE):
        make.comment(post, language, text="⟦A reply to a reply.⟧", reply_to=reply)


def ended_alert(**fields):
    now = timezone.now()
    return make.AlertPageFactory(
        starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=8), **fields
    )


def end(alert):
    alert.starts_at, alert.ends_at = (timezone.now() - timedelta(days=n) for n in (2, 1))
    alert.save()


def build():
    """Create an English site with comments in all languages, and return its main pages."""
    home = make.english_home()
    HomePage.objects.filter(pk=home.pk).update(
        intro="English introduction.",
        about="<p>English about us.</p>",
        phone="+16513899174",
        email="campaign@example.org",
        search_description="English description of the campaign.",
    )
    home.refresh_from_db()
    home.social_accounts = [
        ("account", {"name": "Facebook", "url": "https://www.facebook.com/campaign"})
    ]
    home.save()
    now = timezone.now()
    question = {"question": "English question?", "answer": "<p>English answer.</p>"}
    button = {"label": "English button", "page": home, "url": ""}
    video = {"title": "English video", "image": make.ImageFactory(), "url": "https://example.org/v"}
    document = {"document": make.DocumentFactory(), "label": "English document"}
    more = [
        ("heading", "English heading"),
        ("questions", [question]),
        ("button", button),
        ("video", video),
        ("documents", [document]),
    ]
    plain = make.StandardPageFactory(slug="privacy", show_in_menus=True, more=more)
    alerts, background = (
        make.the(make.AlertIndexPageFactory),
        make.the(make.ExplainerIndexPageFactory),
    )
    meetings = make.MeetingsPageFactory()
    make.meeting(starts_at=now - timedelta(days=9))
    make.meeting(starts_at=now + timedelta(days=9), is_cancelled=True)
    for index in (alerts, background, meetings):
        index.intro, index.show_in_menus = "English introduction.", True
        index.save()
    why = make.ExplainerPageFactory(
        slug="why",
        sources=[
            (
                "source",
                {
                    "title": "English letter",
                    "publisher": "English office",
                    "url": "https://example.org/letter",
                },
            )
        ],
    )
    call = full_alert()
    for language in make.LANGUAGES:
        own_comments(call, language)
    AlertExplainer.objects.create(alert=call, explainer=why, sort_order=9)
    soon = make.AlertPageFactory(
        slug="soon", starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=4)
    )
    over = ended_alert(slug="over", comments_open=False)
    make.call(over, make.office("Office of old", role=make.phrase("English role of old")))
    for language in make.LANGUAGES:
        make.comment(over, language, text="⟦A comment.⟧")
    return [home, plain, meetings, alerts, background, why, call, soon, over]


def translate_with_markup(page, language):
    """Translate the English `page`, keep its markup, and return the published translation."""
    translation = make.submit(page, language)
    for segment in translation.source.stringsegment_set.select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context_id=segment.context_id,
            data=f"[{language}] {segment.string.data}",
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    return translation.get_target_instance().specific


def review(language, settings):
    """Mark the alerts, home page, phrases and interface messages in `language` as reviewed."""
    today = timezone.localdate()
    for model in (AlertPage, HomePage):
        model.objects.filter(locale__language_code=language).update(reviewed_on=today)
    PhraseTranslation.objects.filter(language=language).update(reviewed_on=today)
    settings.INTERFACE_REVIEWED_ON = {language: today}


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def alias(page, language):
    """Create a live alias of `page`, as Wagtail does for parents of a translated page."""
    locale = Locale.objects.get(language_code=language)
    mirror = page.copy_for_translation(locale, copy_parents=True, alias=True)
    Page.objects.filter(pk=mirror.pk).update(live=True)
    return mirror
