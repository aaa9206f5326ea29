"""Conversion of phone recordings to small MP3 files without metadata.

Only files of the types in `kind_of` are opened, because other types can refer to further files.
"""

import io

import av
from av.error import FFmpegError
from av.stream import Disposition
from django.core.files.base import File

MOST_BYTES = 20 * 1024 * 1024
MOST_SECONDS = 10 * 60
BIT_RATE, RATE = 32_000, 24_000
# A file is cut off if less than this share of its stated length can be read.
WHOLE = 0.9
UNKNOWN = 0xFFFFFFFF

NO_SOUND = "This file is not a readable recording. Upload m4a, mp3, ogg, amr or wav."
VIDEO = "This is a video. Upload the sound only."
TOO_BIG = "The file is larger than 20 MB."
TOO_LONG = "The recording is longer than 10 minutes."
NOT_WHOLE = "The file is damaged or incomplete. Record it again, or upload it again."
EMPTY = "The file contains no sound."


class Unusable(Exception):
    """Raised when a file cannot be used as a recording. The message tells the uploader why."""


def kind_of(head: bytes) -> str | None:
    """Return FFmpeg's name for the format of a file that begins with `head`, or None if unknown."""
    if head[4:8] == b"ftyp":
        return "mov"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"#!AMR"):
        return "amr"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    # An MPEG layer III frame, or the tag before the first frame.
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] and head[1] & 0xE6 == 0xE2):
        return "mp3"
    return None


def _open(file):
    file.seek(0)
    head = file.read(16)
    end = file.seek(0, io.SEEK_END)
    file.seek(0)
    kind = kind_of(head)
    if kind is None:
        raise Unusable(NO_SOUND)
    # FFmpeg accepts a truncated file as whole. Streamed files state no length.
    stated = int.from_bytes(head[4:8], "little") if kind == "wav" else 0
    if stated != UNKNOWN and stated * WHOLE > end:
        raise Unusable(NOT_WHOLE)
    return av.open(file, format=kind)


def _sound_in(container):
    pictures = [s for s in container.streams.video if s.disposition & Disposition.attached_pic]
    if len(pictures) < len(container.streams.video):
        raise Unusable(VIDEO)
    if not container.streams.audio:
        raise Unusable(EMPTY)
    return container.streams.audio[0]


def check(file: File) -> None:
    """Raise Unusable for an uploaded `file` that must not be stored."""
    if file.size > MOST_BYTES:
        raise Unusable(TOO_BIG)
    try:
        with _open(file) as container:
            _sound_in(container)
            if container.duration and container.duration / av.time_base > MOST_SECONDS:
                raise Unusable(TOO_LONG)
    except (FFmpegError, ValueError, EOFError) as error:
        raise Unusable(NO_SOUND) from error
    finally:
        file.seek(0)


def to_mp3(file: File) -> tuple[bytes, int]:
    """Return the sound in `file` as a mono MP3 without tags, and its length in seconds.

    Raises:
        Unusable: the file cannot be used as a recording.
    """
    try:
        with _open(file) as source:
            sound = _sound_in(source)
            stated = source.duration / av.time_base if source.duration else 0
            made, seconds = _encode(source, sound)
    except (FFmpegError, ValueError, EOFError) as error:
        raise Unusable(NOT_WHOLE) from error
    if not seconds:
        raise Unusable(EMPTY)
    if seconds < stated * WHOLE:
        raise Unusable(NOT_WHOLE)
    return made, max(round(seconds), 1)


def _encode(source, sound):
    made = io.BytesIO()
    # No tags, and no frame that names the program.
    silent = {"id3v2_version": "0", "write_id3v1": "0", "write_xing": "0"}
    with av.open(made, "w", format="mp3", options=silent) as target:
        stream = target.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=RATE)
        samples = 0
        for frame in source.decode(sound):
            for piece in resampler.resample(frame):
                samples += piece.samples
                if samples > MOST_SECONDS * RATE:
                    raise Unusable(TOO_LONG)
                target.mux(stream.encode(piece))
        for piece in resampler.resample(None):
            samples += piece.samples
            target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return made.getvalue(), samples / RATE
