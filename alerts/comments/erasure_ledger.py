"""Names of the changes to comments that are recorded in the ledger.

The ledger lists changes that a restore must not undo, such as erasures. The key of a change is the
comment's idempotency key, unless noted otherwise.
"""

# The writer or a moderator erased a comment.
WITHDRAWN, ERASED = "comment.withdrawn", "comment.erased"
# A moderator decided on a comment; the details are the status and the reason.
DECIDED = "comment.decided"
# A moderator removed words or the name; `redaction.record` describes the details.
REDACTED = "comment.redacted"
# The writer changed a comment; the detail is the count of earlier changes.
EDITED = "comment.edited"
# A writer stopped the emails; the key is the `key` of the `FollowUp`.
STOPPED = "followup.stopped"
