"""Removal of personal data from the task queue's records of failed tasks."""

import sys

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from home.logs import private_traceback

try:  # The worker of django-tasks-db sends Django's own signal where it exists, from Django 6 on.
    from django.tasks.signals import task_finished
except ImportError:
    from django_tasks.signals import task_finished


def replace_traceback(sender, task_result, **kwargs):
    error = sys.exception()  # the worker sends the signal while it handles the error
    if error and task_result.status == TaskResultStatus.FAILED:
        DBTaskResult.objects.filter(pk=task_result.id).update(traceback=private_traceback(error))


def register_signal_handlers():
    task_finished.connect(replace_traceback)
