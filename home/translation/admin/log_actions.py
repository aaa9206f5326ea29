"""Audit log actions for translations."""

from wagtail.log_actions import LogFormatter


def register_log_actions(actions):
    for name, label, message in (
        ("review", "Review translation", "Translation reviewed"),
        ("submit", "Submit translation for review", "Translation submitted for review"),
        ("make_link", "Make link", "Link for a volunteer made"),
        ("revoke_link", "Revoke link", "Link for a volunteer revoked"),
        ("bring_in", "Import translation", "Translation imported"),
        ("answer", "Answer question", "Translator's question answered"),
        ("delete_question", "Delete question", "Translator's question deleted"),
    ):
        actions.register_action(f"translation.{name}", label, message)

    @actions.register_action("translation.take_back")
    class TakenBack(LogFormatter):
        label = "Delete translated text"

        def format_message(self, entry):
            # The translator may want the text again.
            return f"Deleted: “{entry.data['text']}” (for “{entry.data['english']}”)"

    @actions.register_action("translation.roll_back")
    class RolledBack(LogFormatter):
        label = "Restore translated text"

        def format_message(self, entry):
            return f"Restored: “{entry.data['text']}” (for “{entry.data['english']}”)"

    @actions.register_action("translation.link")
    class Linked(LogFormatter):
        label = "Change link of a translation"

        def format_message(self, entry):
            return f"Link {entry.data['english']} now leads to {entry.data['text']}"
