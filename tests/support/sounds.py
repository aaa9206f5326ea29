"""Audio and video files like those that phones and messaging apps record."""

import array
import io
import math
import wave
from pathlib import Path

import av
from django.core.files.uploadedfile import SimpleUploadedFile

# File types and their (FFmpeg format, FFmpeg codec, sample rate).
KINDS = {
    "m4a": ("ipod", "aac", 44100),
    "mp3": ("mp3", "libmp3lame", 44100),
    "ogg": ("ogg", "libopus", 48000),
    "amr": None,  # read from a file, because not every PyAV can write it
    "wav": ("wav", "pcm_s16le", 16000),
}
AMR = Path(__file__).parent / "tone.amr"


def tone(kind, seconds=2, **tags):
    """Return an audio file of type `kind` with a tone and, if the type has tags, `tags`."""
    if kind == "amr":
        return AMR.read_bytes()
    form, codec, rate = KINDS[kind]
    made = io.BytesIO()
    with av.open(made, "w", format=form) as target:
        target.metadata.update(tags)
        stream = target.add_stream(codec, rate=rate, layout="mono")
        samples = rate * seconds
        heights = array.array(
            "h", (int(8000 * math.sin(at * 440 * math.tau / rate)) for at in range(samples))
        )
        frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
        frame.planes[0].update(heights.tobytes())
        frame.sample_rate, frame.pts = rate, 0
        resampler = av.AudioResampler(
            format=stream.format, layout="mono", rate=rate, frame_size=stream.frame_size or 1024
        )
        for one in (frame, None):
            for piece in resampler.resample(one):
                target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return made.getvalue()


def silence(seconds):
    made = io.BytesIO()
    with wave.open(made, "wb") as target:
        target.setparams((1, 2, 8000, 0, "NONE", ""))
        target.writeframes(bytes(2 * 8000 * seconds))
    return made.getvalue()


def film():
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as target:
        stream = target.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            target.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        target.mux(stream.encode(None))
    return made.getvalue()


def upload(content, name="recording.m4a"):
    return SimpleUploadedFile(name, content)
