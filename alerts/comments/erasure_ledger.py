"""Names of the acts on comments that the ledger keeps."""

# A comment went: its writer took it back, or a moderator erased it.
WITHDRAWN, ERASED = "comment.withdrawn", "comment.erased"
# A decision; its details are the status and the reason.
DECIDED = "comment.decided"
# Words were taken out; the details say where, not which: see `redaction.record`.
REDACTED = "comment.redacted"
# Its writer changed it; the detail is the number of changes before.
EDITED = "comment.edited"
# A writer stopped the emails; the key is that of the follow-up.
STOPPED = "followup.stopped"
