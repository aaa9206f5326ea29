"""Lists of the models that an export contains, and of the rows and fields that it leaves out."""

from django.apps import apps
from django.db import models

# Pages, words, files and settings: all that a visitor sees, and what editors need to go on.
CONTENT = [
    "alerts.actiontype",
    "alerts.alertexplainer",
    "alerts.alertindexpage",
    "alerts.alertoffice",
    "alerts.alertpage",
    "alerts.alertsettings",
    "alerts.explainerindexpage",
    "alerts.explainerpage",
    "alerts.office",
    "alerts.officeinterpreter",
    "alerts.officephone",
    "auth.group",
    "calls.callcount",
    "calls.calltotals",
    "calls.supportcount",
    "comments.blockedterm",
    "comments.commentsettings",
    "comments.postcomment",
    "django_comments.comment",
    "django_comments_xtd.blacklisteddomain",
    "django_comments_xtd.xtdcomment",
    "home.homepage",
    "home.meeting",
    "home.meetingspage",
    "home.menuentry",
    "home.samplerecord",
    "home.sitesettings",
    "home.standardpage",
    "media.customdocument",
    "media.customimage",
    "media.recording",
    "media.rendition",
    "sharing.sharingsettings",
    "sites.site",
    "taggit.tag",
    "taggit.taggeditem",
    "teamwork.stringquestion",
    "teamwork.stringversion",
    "teamwork.textconfirmation",
    "translation.glossaryterm",
    "translation.glossarytranslation",
    "translation.phrase",
    "translation.phrasetranslation",
    "translation.pronunciation",
    "translation.reviewrequest",
    "translation.stringconfirmation",
    "translation.stringreview",
    "wagtail_localize.localesynchronization",
    "wagtail_localize.overridablesegment",
    "wagtail_localize.relatedobjectsegment",
    "wagtail_localize.segmentoverride",
    "wagtail_localize.string",
    "wagtail_localize.stringsegment",
    "wagtail_localize.stringtranslation",
    "wagtail_localize.template",
    "wagtail_localize.templatesegment",
    "wagtail_localize.translatableobject",
    "wagtail_localize.translation",
    "wagtail_localize.translationcontext",
    "wagtail_localize.translationlog",
    "wagtail_localize.translationsource",
    "wagtailcore.collection",
    "wagtailcore.collectionviewrestriction",
    "wagtailcore.groupapprovaltask",
    "wagtailcore.groupcollectionpermission",
    "wagtailcore.grouppagepermission",
    "wagtailcore.groupsitepermission",
    "wagtailcore.locale",
    "wagtailcore.page",
    "wagtailcore.pageviewrestriction",
    "wagtailcore.revision",
    "wagtailcore.site",
    "wagtailcore.task",
    "wagtailcore.workflow",
    "wagtailcore.workflowcontenttype",
    "wagtailcore.workflowpage",
    "wagtailcore.workflowtask",
    "wagtailredirects.redirect",
]

# People with an account, readers' addresses, unpublished comments, and who did what.
PEOPLE = [
    "account.emailaddress",
    "comments.followup",
    "comments.moderatorpreferences",
    "comments.redaction",
    "comments.spamscreening",
    "django_comments.commentflag",
    "mfa.authenticator",
    "people.user",
    "teamwork.editorpreferences",
    "teamwork.translatorpreferences",
    "translation.linkuse",
    "translation.translationlink",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.taskstate",
    "wagtailcore.workflowstate",
    "wagtailusers.userprofile",
]

# Sessions, queues, counts that detect floods, indexes and what `migrate` creates.
NEVER = [
    "account.emailconfirmation",
    "auth.permission",
    "comments.askedaddress",
    "contenttypes.contenttype",
    "django_tasks_database.dbtaskresult",
    "exchange.importedrow",
    "exchange.translationimport",
    "home.addresskey",
    "home.outgoingemail",
    "home.ratecount",
    "home.usedformtoken",
    "home.writtenemail",
    "operations.periodicjob",
    "operations.problem",
    "operations.publicchange",
    "operations.worker",
    "people.factorcode",
    "publishing.editorform",
    "publishing.publishingfailure",
    "sessions.session",
    "teamwork.englishnews",
    "teamwork.worknote",
    "translation.numberedmessage",
    "wagtailadmin.admin",
    "wagtailadmin.editingsession",
    "wagtailadmin.formstate",
    "wagtailcore.referenceindex",
    "wagtailcore.uploadedfile",
    "wagtaildocs.document",
    "wagtailimages.image",
    "wagtailimages.rendition",
    "wagtailsearch.indexentry",
    "wagtailsearch.sqliteftsindexentry",
]

# Without people's data, only these rows are exported.
ONLY: dict[str, dict[str, object]] = {
    "comments.postcomment": {"is_shown": True},
    "django_comments.comment": {"xtdcomment__postcomment__is_shown": True},
    "django_comments_xtd.xtdcomment": {"postcomment__is_shown": True},
}

# Without people's data, these fields get these values.
EMPTY: dict[str, dict[str, object]] = {
    "comments.commentsettings": {"contact": ""},
    "comments.postcomment": {"token_hash": None, "flag_count": 0, "flag_reasons": {}},
    "django_comments.comment": {"user_email": "", "user_url": "", "ip_address": None},
    "django_comments_xtd.xtdcomment": {"followup": False},
}

# An import keeps these tables of the new site.
KEPT = {
    *("auth.permission", "contenttypes.contenttype"),
    *("operations.periodicjob", "operations.problem", "operations.publicchange"),
    *("operations.worker", "wagtailsearch.indexentry", "wagtailsearch.sqliteftsindexentry"),
}
KEPT_WITHOUT_PEOPLE = {
    *("account.emailaddress", "mfa.authenticator", "people.user", "sessions.session"),
    *("people.factorcode", "wagtailusers.userprofile"),
}

# A site with rows of these models that `setupsite` has not created is in use.
IN_USE = (
    *("django_comments.comment", "alerts.alertpage", "alerts.explainerpage", "alerts.office"),
    *("home.meeting", "home.standardpage", "media.customdocument", "media.customimage"),
    *("media.recording", "translation.reviewrequest", "wagtailredirects.redirect"),
)
# Models of which `setupsite` creates a row in each language.
SET_UP = {"home.standardpage"}


def exported(*, people: bool) -> list[type[models.Model]]:
    """Return the models of an export in import order. Include `PEOPLE` only with `people`."""
    labels = {*CONTENT, *PEOPLE} if people else {*CONTENT}
    # The order of installation and definition, as `dumpdata` has it: wagtail-localize needs it.
    return [model for model in apps.get_models() if model._meta.label_lower in labels]
