"""Test for comments that are sent during the import of a whole language."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.comments.models import PostComment
from home.translation.exchange import po, scope
from tests import factories as make
from tests.support.exchange import fill_po
from tests.support.reader_form import form_address, form_fields
from tests.support.whole_language import begin_pages, somali

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.audit,
]

ROOT = Path(__file__).resolve().parents[2]
ROWS = 19_951
# Maximum seconds, enough for a busy machine. Without batches, comments failed after 20 seconds.
LONGEST_WAIT = 5

IMPORT = """
import sys
import django
django.setup()
from wagtail import hooks
from wagtail.models import Locale
from home.people.models import User
from home.translation.exchange import importing, po, scope

user, locale = User.objects.get(username=sys.argv[2]), Locale.objects.get(language_code="so")
rows = po.read(open(sys.argv[1], "rb").read(), 20_000).rows
checker = importing.RowChecker(rows, scope.of_language(user, locale), user)
report = importing.bring_in(checker)
assert not report.refused, report.refused[:3]
print(len(report.written))
"""


def database_url():
    # For another process.
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def test_comments_are_stored_at_once_during_an_import_of_20000_rows(tmp_path):
    user, alert = make.user(), make.AlertPageFactory()
    with transaction.atomic():
        begin_pages(50, 397)
    found = scope.of_language(user, Locale.objects.get(language_code="so"))
    file = tmp_path / "so.po"
    file.write_bytes(fill_po(po.write(found), somali))
    assert sum(len(part.strings) for part in found.parts) == ROWS
    connection.close()
    importer = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", IMPORT, file, user.username],
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "SITE_URL": "http://testserver",
        },
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    client, address, waits = Client(), form_address(alert, "so"), []
    while importer.poll() is None:
        data = form_fields(client.get(address)) | {"comment": f"Words {len(waits)}."}
        start = time.monotonic()
        assert client.post(address, data).status_code == 302
        if StringTranslation.objects.exists():
            waits.append(time.monotonic() - start)
        time.sleep(0.2)
    assert int(importer.stdout.read()) == StringTranslation.objects.count() == ROWS
    print(f"{len(waits)} comments, longest wait {max(waits):.2f} s")
    assert max(waits) < LONGEST_WAIT
    assert PostComment.objects.count() >= len(waits) > 5
