"""Tasks for tests of the worker process."""

import os
import time
from pathlib import Path

from django_tasks import task


@task(queue_name="default", backend="durable")
def note(number, seconds=0):
    path = Path(os.environ["DATA_DIR"]) / "notes"
    with path.open("a") as file:
        file.write(f"begun {number}\n")
    time.sleep(seconds)
    with path.open("a") as file:
        file.write(f"done {number}\n")
