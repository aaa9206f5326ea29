"""Panel in the account settings, under *Notifications*, in which moderators choose their emails."""

from home.people.mail_panel import MailPreferencesPanel

from ..models.moderators import ModeratorPreferences, languages_of


class ModeratorMailPanel(MailPreferencesPanel):
    """Account panel for users who may publish comments in at least one language."""

    name = "moderator_mail"
    title = "Comments"
    label = "Email about waiting comments"
    order = 200
    model = ModeratorPreferences

    def is_active(self):
        return bool(languages_of(self.user))
