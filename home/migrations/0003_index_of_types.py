"""Index by which the translation dashboard finds the English pages of each class.

Without it, the query for each class looks at all English pages. It belongs to no model of ours: on
SQLite, a later migration of Wagtail that changes a field of pages drops it, which costs only time.
"""

from django.db import migrations

CREATE = (
    "CREATE INDEX IF NOT EXISTS home_page_type ON wagtailcore_page (locale_id, content_type_id)"
)


class Migration(migrations.Migration):

    dependencies = [("home", "0002_index_of_depth")]

    operations = [migrations.RunSQL(CREATE, "DROP INDEX IF EXISTS home_page_type")]
