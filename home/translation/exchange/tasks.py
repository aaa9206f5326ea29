"""Background task for long imports."""

from django_tasks import task

from . import imports
from .models import TranslationImport


@task(queue_name="default", backend="durable")
def run_import(import_id: int) -> None:
    """Run an import, or the rest of it. Do nothing if it was deleted."""
    record = TranslationImport.objects.filter(pk=import_id).first()
    if record:
        imports.run(record)
