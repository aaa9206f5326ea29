"""Index by which Wagtail's admin finds the root page, and a parent page its children.

Without it, both read the table of all pages. It belongs to no model of ours: on SQLite, a later
migration of Wagtail that changes a field of pages drops it, which costs only time.
"""

from django.db import migrations

CREATE = "CREATE INDEX IF NOT EXISTS home_page_depth ON wagtailcore_page (depth, path)"


class Migration(migrations.Migration):

    dependencies = [("home", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP INDEX IF EXISTS home_page_depth")]
