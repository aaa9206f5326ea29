from django.urls import re_path

from .playback import recording

app_name = "media"
urlpatterns = [
    re_path(r"^(?P<path>(?:[\w\-]+/)+)recording\.mp3$", recording, name="recording"),
]
