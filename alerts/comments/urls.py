from django.urls import re_path

from . import views

app_name = "comments"
urlpatterns = [
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comment/$", views.write, name="write"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)comment/sent/$", views.sent, name="sent"),
]
