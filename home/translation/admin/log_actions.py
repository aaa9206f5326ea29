"""Entries of the audit log for translations."""

from wagtail.log_actions import LogFormatter


def register_log_actions(actions):
    for name, label, message in (
        ("review", "Review translation", "Translation reviewed"),
        ("submit", "Submit translation for review", "Translation submitted for review"),
        ("make_link", "Make link", "Link for a volunteer made"),
        ("revoke_link", "Revoke link", "Link for a volunteer revoked"),
        ("bring_in", "Bring in translation", "Translation brought in from outside"),
    ):
        actions.register_action(f"translation.{name}", label, message)

    @actions.register_action("translation.take_back")
    class TakenBack(LogFormatter):
        """Quote the text that was taken back: its translator may want it again."""

        label = "Take back translated words"

        def format_message(self, entry):
            return f"Taken back: “{entry.data['text']}” (for “{entry.data['english']}”)"
