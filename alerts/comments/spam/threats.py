"""Recognition of threats, so that moderators need not read them unprepared."""

import re

from ..words import plain

# Threats to kill, hurt, find or report somebody, in text that `plain` has normalized.
_THREATS = re.compile(
    r"""(?<!\w)(?:
    (?:(?:i|we) \ ?(?:will|ll|gonna) | (?:i\ ?a?m|we\ ?a?re) \ (?:going\ to|gonna)) \ (?:
        (?:kill|shoot|hurt|hunt|burn|bomb|beat|rape|report|deport) (?:\ \w+){0,2}?
            \ (?:you|u|them|him|her|all|your\ \w+)
        # To find somebody a lawyer is no threat.
        | find \ (?:you|u|them|him|her|all\ of\ (?:you|them)) (?:\ all)?+
            (?!\ (?:an?|another|better|food|good|help|housing|legal|more|one|shelter|some|somebody
                |someone|something|the|two|work)\b)
    )
    | (?:you|they) (?:\ will|\ ll|ll|re|\ are)?(?:\ all)? \ (?:gonna\ |going\ to\ )?(?:die|be\ dead|be\ shot)
    | kill\ (?:you|them|yourselves|yourself|all)
    | (?:i|we)\ know\ where\ (?:you|they)\ (?:live|sleep)
    | (?:call|calling|called)\ ice\ on\ (?:you|them|him|her)
    | (?:te|los|las|le|les)\ (?:voy|vamos)\ a\ (?:matar|encontrar|quemar|denunciar|disparar)\w*
    | (?:voy|vamos)\ a\ (?:matar|quemar|denunciar|encontrar)(?:te|los|las|le|les|lo|la)
    | (?:se|te)\ (?:van|vas)\ a\ morir | sabemos\ donde\ viv\w+ | se\ donde\ viv\w+
    | waan\ (?:ku|idin|kugu)\ (?:dil|gub|soo\ heli)\w* | waad\ dhiman\w*
    | (?:kuv|peb)\ (?:yuav|mam)\ (?:tua|muab\ tua)\ (?:koj|nej|lawv)
    )(?!\w)""",
    re.VERBOSE,
)


def threatens(text: str) -> bool:
    """Return True if `text` seems to threaten somebody."""
    return _THREATS.search(plain(text)) is not None
