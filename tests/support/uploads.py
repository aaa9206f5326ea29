"""Helpers for tests of uploaded pictures and documents."""

from io import BytesIO

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import CollectionViewRestriction

from home.media.models import Rendition
from tests import factories as make

VIDEO_URL = "https://www.example.org/watch?v=1"


def content(response):
    return b"".join(response.streaming_content)


def picture_file(name="door.png", size=(1200, 600)):
    made = BytesIO()
    Image.new("RGB", size, "red").save(made, name.rpartition(".")[2].upper().replace("JPG", "JPEG"))
    return SimpleUploadedFile(name, made.getvalue())


def with_picture(picture):
    return ("picture", {"image": picture, "alt_text": "People at a door", "caption": ""})


def with_video(picture):
    return ("video", {"title": "How a call sounds", "image": picture, "url": VIDEO_URL})


def with_document(document):
    return ("document", {"document": document, "label": "The letter"})


def addresses(picture):
    picture.get_rendition("width-480|format-webp")
    return [rendition.url for rendition in Rendition.objects.filter(image=picture)]


def close(upload, group=None):
    """Move an upload to a new collection for members of `group`, or for all signed-in users."""
    collection = make.Collection.get_first_root_node().add_child(name="Plans")
    kinds = CollectionViewRestriction
    restriction = kinds.objects.create(
        collection=collection, restriction_type=kinds.GROUPS if group else kinds.LOGIN
    )
    if group:
        restriction.groups.add(Group.objects.get(name=group))
    upload.collection = collection
    upload.save()


def statuses(client, paths):
    return {client.get(path).status_code for path in paths}
