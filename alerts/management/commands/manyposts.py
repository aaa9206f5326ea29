"""Command that fills a development database with many posts and comments."""

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from alerts.content import many
from alerts.models import AlertIndexPage
from home.migrated_command import MigratedCommand


class Command(MigratedCommand):
    help = "Create many made-up alerts, in all languages, and comments. Refused on a production server."

    def add_arguments(self, parser):
        parser.add_argument("--posts", type=int, default=10_000)
        parser.add_argument("--comments", type=int, default=200_000)

    def handle(self, *, posts, comments, **options):
        if not getattr(settings, "MANY_POSTS", False):
            raise CommandError("Made-up posts are for development settings only.")
        if posts < 1 or comments < 0:
            raise CommandError("Give the counts as positive numbers.")
        if not AlertIndexPage.objects.exists():
            raise CommandError("The site has no list of alerts yet. Run setupsite first.")
        many.create(posts, comments)
        if connection.vendor == "postgresql":
            # On a server, autovacuum does this. SQLite has no statistics there either.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(f"Made {posts:,} alerts and {comments:,} comments.")
