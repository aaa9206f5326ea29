from django.urls import path, re_path

from . import flags as flagging
from . import private_link as private
from . import views
from .email_links import AskForEmailView, ConfirmView, StopView

app_name = "comments"
urlpatterns = [
    path("comment/deleted/", private.deleted, name="deleted"),
    path("comment/confirm/<str:token>/", ConfirmView.as_view(), name="confirm_mail"),
    path("comment/stop/<str:token>/", StopView.as_view(), name="stop_mail"),
    path("comment/<slug:token>/", private.CommentView.as_view(), name="private"),
    path("comment/<slug:token>/edit/", private.EditView.as_view(), name="edit"),
    path("comment/<slug:token>/delete/", private.DeleteView.as_view(), name="delete"),
    path("comment/<slug:token>/mail/", AskForEmailView.as_view(), name="ask_for_mail"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comment/$", views.write, name="write"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comments/$", views.others, name="others"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comments/(?P<pk>[0-9]{1,9})/$", views.one, name="one"),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)+)comments/(?P<pk>[0-9]{1,9})/flag/$", flagging.flag, name="flag"
    ),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comments/flagged/$", flagging.flagged, name="flagged"),
]
