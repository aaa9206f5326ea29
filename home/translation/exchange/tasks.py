"""Background task for long imports."""

from django_tasks import task

from . import imports
from .models import TranslationImport


@task(queue_name="default", backend="durable")
def run_import(import_id: int) -> None:
    """Run an import, or resume an interrupted one, unless it was deleted."""
    record = TranslationImport.objects.filter(pk=import_id).first()
    if record:
        imports.run(record)
