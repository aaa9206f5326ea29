"""Tests for the types of sound files and for the limits of recordings."""

import wave
from io import BytesIO

import pytest
from django.core.files.base import File

from home.media import sound
from tests.support import sounds


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x20ftypM4A ", "mov"),
        (b"ftyp\0\0\0\x20M4A ", None),
        (b"OggS\0", "ogg"),
        (b"#!AMR\n", "amr"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"RIFF\0\0\0\0AVI LIST", None),
        (b"XXXX\0\0\0\0WAVEfmt ", None),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90", "mp3"),
        (b"\xff\xf3\x90", "mp3"),
        (b"\xff\xe3\x90", "mp3"),
        (b"\xff\xf1\x50", None),  # AAC
        (b"\xff\xfd\x90", None),  # layer II
        (b"\xfe\xfb\x90", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_the_kind_of_a_file_is_read_from_its_first_bytes(head, kind):
    assert sound.kind_of(head) == kind


def file(content):
    return File(BytesIO(content), "recording.wav")


@pytest.mark.parametrize(("seconds", "is_accepted"), [(600, True), (601, False)])
def test_a_recording_may_be_ten_minutes_long(seconds, is_accepted):
    upload = file(sounds.silence(seconds))
    if is_accepted:
        sound.check(upload)
        assert upload.tell() == 0
    else:
        with pytest.raises(sound.Unusable, match="longer than 10 minutes"):
            sound.check(upload)
        assert upload.tell() == 0


@pytest.mark.parametrize(("extra", "problem"), [(0, sound.NO_SOUND), (1, sound.TOO_BIG)])
def test_a_file_may_have_twenty_megabytes(monkeypatch, extra, problem):
    monkeypatch.setattr(sound, "MOST_BYTES", 1000)
    with pytest.raises(sound.Unusable) as refusal:
        sound.check(file(bytes(1000 + extra)))
    assert str(refusal.value) == problem
    assert sound.TOO_BIG == "The file is larger than 20 MB."


def test_the_limit_of_a_file_is_twenty_megabytes():
    assert sound.MOST_BYTES == 20 * 2**20


@pytest.mark.parametrize(("share", "is_whole"), [(0.95, True), (0.85, False)])
def test_a_tenth_of_a_recording_may_be_missing(share, is_whole):
    whole = sounds.silence(20)
    upload = file(whole[: int(len(whole) * share)])
    if is_whole:
        assert sound.to_mp3(upload)[1] == 20 * share
    else:
        with pytest.raises(sound.Unusable, match="damaged or incomplete"):
            sound.check(upload)


def test_the_shortest_recording_counts_as_a_second_and_an_empty_one_is_refused():
    made = BytesIO()
    with wave.open(made, "wb") as target:
        target.setparams((1, 2, 8000, 0, "NONE", ""))
        target.writeframes(bytes(2 * 2000))
    assert sound.to_mp3(file(made.getvalue()))[1] == 1
    with pytest.raises(sound.Unusable):
        sound.to_mp3(file(sounds.silence(0)))
