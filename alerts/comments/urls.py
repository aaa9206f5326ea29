from django.urls import re_path

from . import views

app_name = "comments"
urlpatterns = [
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comment/$", views.write, name="write"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comment/sent/$", views.sent, name="sent"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comments/$", views.others, name="others"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comments/(?P<pk>[0-9]{1,9})/$", views.one, name="one"),
]
