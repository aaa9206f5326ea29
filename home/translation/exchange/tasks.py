"""Background task for long imports."""

from django_tasks import task

from . import imports
from .models import TranslationImport


@task(queue_name="default", backend="durable")
def run_import(import_id: int) -> None:
    """Do an import, or the rest of it. Do nothing if it is gone."""
    record = TranslationImport.objects.filter(pk=import_id).first()
    if record:
        imports.run(record)
