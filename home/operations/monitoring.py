"""Checks of tasks, jobs and email, and emails about what they and the readiness checks find."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from home import mail
from home.addresses import absolute
from home.outgoing_email import OutgoingEmail

from . import readiness, schedule, task_queue
from .models import PeriodicJob, Problem

INTERVAL = timedelta(minutes=10)
# A job that fails is tried again meanwhile.
LATE = timedelta(hours=2)
# An email that has waited longer, after at least one attempt, shows that the server is away.
MAIL_LATE = timedelta(hours=1)


def check_tasks() -> str | None:
    count = task_queue.failed().count()
    return f"{count} tasks have failed. Retry them in the admin." if count else None


def check_jobs() -> str | None:
    succeeded = dict(PeriodicJob.objects.values_list("name", "succeeded_at"))
    now = timezone.now()
    late = [
        name
        for name, (plan, _function) in schedule.jobs.items()
        if name in succeeded and plan.after(succeeded[name]) + LATE < now
    ]
    return f"These jobs have not succeeded in time: {', '.join(late)}." if late else None


def check_mail() -> str | None:
    failed = OutgoingEmail.objects.exclude(failed_at=None).count()
    if failed:
        return f"{failed} emails could not be sent. Fix the cause, and retry them in the admin."
    waiting = OutgoingEmail.objects.filter(
        queued_at__lt=timezone.now() - MAIL_LATE, attempts__gt=0
    ).exclude(problem="")
    if first := waiting.first():
        return f"{waiting.count()} emails wait for the mail server: {first.problem}."
    return None


CHECKS = {"tasks": check_tasks, "jobs": check_jobs, "email": check_mail}


def results() -> list[readiness.Result]:
    """Return the results of all checks, those of `/readyz` first."""
    found = list(readiness.results())
    for name, find_problem in CHECKS.items():
        found.append(readiness.result_of(readiness.Check(name, find_problem)))
    return found


def watch() -> None:
    """Queue emails about new problems to administrators, and delete the records of solved ones."""
    found = {
        result.name: result.problem
        for result in results()
        # Other checks that need a lost database are not tried.
        if result.problem and (result.name == "database" or result.problem != readiness.NO_ANSWER)
    }
    Problem.objects.exclude(name__in=found).delete()
    for name, sentence in found.items():
        with transaction.atomic():
            problem, is_new = Problem.objects.update_or_create(
                name=name,
                defaults={"sentence": sentence},
                create_defaults={"sentence": sentence, "since": timezone.now()},
            )
            if is_new:
                for user in administrators():
                    mail.queue(problem_email, problem.pk, user)


def administrators() -> Any:
    """Return the active administrators who have an email address."""
    return get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(email="")


def problem_email(problem_id: int, user: Any) -> mail.Email | None:
    """Return the email about a problem, or None if it is solved or `user` is no administrator."""
    problem = Problem.objects.filter(pk=problem_id).first()
    if problem is None or not user.is_superuser:
        return None
    address = absolute(reverse("operations_status"))
    return mail.Email(
        f"The site has a problem: {problem.name}", body=f"{problem.sentence}\n\n{address}\n"
    )
