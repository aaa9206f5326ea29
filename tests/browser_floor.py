"""Check of style sheets and scripts against the oldest supported browsers, run by `make lint`."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pygments.lexers import JavascriptLexer
from pygments.token import Comment, Literal

from tests.style import ROOT, files

# A comment that begins with this excuses the next rule or line, and says what old browsers do
# instead. `@supports` excuses the rules in it. A flexbox may have gaps if its items have margins in
# `@supports not (…)`.
EXCUSE = "Beyond the floor:"

# The browser floor is Chrome 80, Firefox 78, Safari 13 and Samsung Internet 12. The tables below
# list features of later versions, by MDN's browser-compat-data. Style sheets of the admin are not
# checked, because the admin needs newer browsers anyway.
# Versions of Chrome, Firefox and Safari that introduced each property.
PROPERTIES = {
    "accent-color": "93, 92, 15.4",
    "animation-timeline": "115, –, 26",
    "appearance": "84, 80, 15.4",
    "aspect-ratio": "88, 89, 15",
    "backdrop-filter": "76, 103, 18",
    "contain-intrinsic-size": "83, 107, 17",
    "container": "105, 110, 16",
    "container-name": "105, 110, 16",
    "container-type": "105, 110, 16",
    "content-visibility": "85, 125, 18",
    "field-sizing": "123, –, 26.2",
    "hyphenate-character": "106, 98, 17",
    "inset": "87, 66, 14.1",
    "inset-block": "87, 63, 14.1",
    "inset-inline": "87, 63, 14.1",
    "border-block": "87, 66, 14.1",
    "border-inline": "87, 66, 14.1",
    "margin-block": "87, 66, 14.1",
    "margin-inline": "87, 66, 14.1",
    "padding-block": "87, 66, 14.1",
    "padding-inline": "87, 66, 14.1",
    "overscroll-behavior": "63, 59, 16",
    "rotate": "104, 72, 14.1",
    "scale": "104, 72, 14.1",
    "scrollbar-color": "121, 64, 26.2",
    "scrollbar-gutter": "94, 97, 18.2",
    "text-wrap": "114, 121, 17.4",
    "text-wrap-style": "130, 124, 17.5",
    "translate": "104, 72, 14.1",
    "view-transition-name": "111, 144, 18",
    "zoom": "1, 126, 3.1",
}
VALUES = {
    r"\b\d*\.?\d+[sdl]v(?:h|w|b|i|min|max)\b": "108, 101, 15.4",
    r"\b\d*\.?\d+c(?:qw|qh|qi|qb|qmin|qmax)\b": "105, 110, 16",
    r"\b\d*\.?\d+(?:lh|rlh|rcap|rch|rex|ric)\b": "109, 120, 16.4",
    r"(?<![\w-])clamp\(": "79, 75, 13.1",
    r"(?<![\w-])(?:color|color-mix|oklch|oklab|lch|lab|hwb)\(": "111, 113, 16.2",
    r"(?<![\w-])light-dark\(": "123, 120, 17.5",
    r"(?<![\w-])(?:round|mod|rem|abs|sign|pow|sqrt)\(": "125, 118, 15.4",
    r"(?<![\w-])image-set\(": "113, 88, 17",
    r"^clip$": "90, 81, 16",
    r"^fit-content$": "46, 94, 11",
    r"(?<![\w-])subgrid(?![\w-])": "117, 71, 16",
    r"(?<![\w-])anchor\(": "125, 147, 26",
}
SELECTORS = {
    ":is(": "88, 78, 14",
    ":where(": "88, 78, 14",
    ":has(": "105, 121, 15.4",
    ":focus-visible": "86, 85, 15.4",
    ":user-valid": "119, 88, 16.5",
    ":user-invalid": "119, 88, 16.5",
    ":modal": "105, 103, 15.6",
    ":popover-open": "114, 125, 17",
    ":dir(": "120, 49, 16.4",
    "::marker": "86, 68, 11.1",
    "::target-text": "89, 131, 18.2",
    "::details-content": "131, 143, 18.4",
    "&": "120, 117, 17.2",
}
AT_RULES = {
    "@container": "105, 110, 16",
    "@layer": "99, 97, 15.4",
    "@property": "85, 128, 16.4",
    "@scope": "118, 146, 17.4",
    "@starting-style": "117, 129, 17.5",
    "@view-transition": "126, –, 18.2",
}
MEDIA = {
    r"[<>]": "104, 102, 16.4",
    r"prefers-contrast": "96, 101, 14.1",
    r"prefers-reduced-data": "–, –, –",
    r"scripting": "120, 113, 17",
}
GAPS = {"gap", "row-gap", "column-gap"}
FLEX_GAP = "84, 63, 14.1"
OPERATORS = {
    "?.": "80, 74, 13.1",
    "??": "80, 72, 13.1",
    "??=": "85, 79, 14",
    "||=": "85, 79, 14",
    "&&=": "85, 79, 14",
}
# Members of objects.
MEMBERS = {
    "at": "92, 90, 15.4",
    "any": "85, 79, 14",
    "canParse": "120, 115, 17",
    "checkVisibility": "105, 106, 17.4",
    "findLast": "97, 104, 15.4",
    "findLastIndex": "97, 104, 15.4",
    "groupBy": "117, 119, 17.4",
    "hasOwn": "93, 92, 15.4",
    "randomUUID": "92, 95, 15.4",
    "replaceAll": "85, 77, 13.1",
    "replaceChildren": "86, 78, 14",
    "requestSubmit": "76, 75, 16",
    "showModal": "37, 98, 15.4",
    "showPopover": "114, 125, 17",
    "submitter": "81, 75, 15.4",
    "toReversed": "110, 115, 16",
    "toSorted": "110, 115, 16",
    "toSpliced": "110, 115, 16",
    "with": "110, 115, 16",
    "withResolvers": "119, 121, 17.4",
}
EVENTS = {"submitter"}
GLOBALS = {
    "AggregateError": "85, 79, 14",
    "BroadcastChannel": "54, 38, 15.4",
    "CompressionStream": "80, 113, 16.4",
    "FinalizationRegistry": "84, 79, 14.1",
    "ResizeObserver": "64, 69, 13.1",
    "WeakRef": "84, 79, 14.1",
    "cookieStore": "87, 140, 18.4",
    "navigation": "102, 147, 26.2",
    "requestIdleCallback": "47, 55, –",
    "scheduler": "94, 142, –",
    "structuredClone": "98, 94, 15.4",
}
TOKENS = {
    r"^#\w": ("a private member", "74, 90, 14.1"),
    r"^\d[\d_]*n$": ("a BigInt", "67, 68, 14"),
    r"\(\?<[=!]": ("a lookbehind", "62, 78, 16.4"),
    r"^/.*/[a-z]*[dv][a-z]*$": ("a flag of a regular expression", "112, 116, 17"),
}


def problem(name: str, versions: str) -> str:
    return f"{name} needs Chrome, Firefox, Safari {versions}"


# Style sheets


@dataclass
class Rule:
    # `prelude` is the text before the braces.
    prelude: str
    line: int
    is_excused: bool
    above: tuple["Rule", ...] = ()
    declarations: list[tuple[str, str, int, bool]] = field(default_factory=list)

    @property
    def is_optional(self) -> bool:
        """True if old browsers may skip the whole rule."""
        return any(
            rule.is_excused or rule.prelude.startswith("@supports") for rule in (*self.above, self)
        )

    @property
    def selectors(self) -> set[str]:
        return {" ".join(one.split()) for one in self.prelude.split(",")}


_CSS = re.compile(
    r"(?P<comment>/\*.*?\*/)|(?P<string>\"[^\"\n]*\"|'[^'\n]*')|(?P<mark>[{};])|(?P<text>[^\"'{};/]+|/)",
    re.DOTALL,
)


def rules_of(css: str) -> Iterator[Rule]:
    """Yield the rules of a style sheet in the order in which they end."""
    text, line, is_excused = "", 1, False
    begins_at = 1
    stack: list[Rule] = []

    def declare() -> None:
        name, colon, value = text.partition(":")
        if stack and colon:
            stack[-1].declarations.append(
                (name.strip().lower(), value.strip(), begins_at, is_excused)
            )

    for match in _CSS.finditer(css):
        part, kind = match[0], match.lastgroup
        if kind == "comment":
            is_excused |= part[2:].lstrip().startswith(EXCUSE)
        elif kind == "mark":
            if part == "{":
                stack.append(Rule(text.strip(), begins_at, is_excused, tuple(stack)))
            else:
                declare()
                if part == "}" and stack:
                    yield stack.pop()
            text, is_excused = "", False
        else:
            if not text.strip() and part.strip():
                spaces = part[: len(part) - len(part.lstrip())]
                begins_at = line + spaces.count("\n")
            text += part
        line += part.count("\n")


def problems_in_css(css: str) -> list[tuple[int, str]]:
    """Return (line, sentence) pairs about features that old browsers lack."""
    rules = list(rules_of(css))
    with_fallback: set[str] = set()
    for rule in rules:
        if any(one.prelude.startswith("@supports not") for one in rule.above):
            # The margins are those of the items: `.links > li` stands for `.links`.
            for selector in rule.selectors:
                words = selector.split(" ")
                with_fallback |= {" ".join(words[:end]) for end in range(1, len(words) + 1)}
    found: list[tuple[int, str]] = []
    for rule in rules:
        if not rule.is_optional:
            found += _problems_of_rule(rule, with_fallback)
    return sorted(found)


def _problems_of_rule(rule: Rule, with_fallback: set[str]) -> Iterator[tuple[int, str]]:
    prelude = rule.prelude
    if prelude.startswith("@"):
        name = prelude.split(None, 1)[0]
        if name in AT_RULES:
            yield rule.line, problem(name, AT_RULES[name])
        for pattern, versions in MEDIA.items():
            if name == "@media" and re.search(pattern, prelude):
                yield rule.line, problem(prelude, versions)
    else:
        for name, versions in SELECTORS.items():
            if name in prelude:
                yield rule.line, problem(f"{name}…" if name[-1] == "(" else name, versions)
    has_bare_gaps = (
        any(name == "display" and "flex" in value for name, value, *_rest in rule.declarations)
        and not rule.selectors <= with_fallback
    )
    for name, value, line, is_excused in rule.declarations:
        if not is_excused:
            for text in _problems_of_declaration(name, value, has_bare_gaps=has_bare_gaps):
                yield line, text


def _problems_of_declaration(name: str, value: str, *, has_bare_gaps: bool) -> Iterator[str]:
    if name in PROPERTIES:
        yield problem(name, PROPERTIES[name])
    for pattern, versions in VALUES.items():
        if re.search(pattern, value):
            yield problem(f"{name}: {value}", versions)
    if has_bare_gaps and name in GAPS:
        yield problem(f"{name} of a flexbox, without margins in @supports not,", FLEX_GAP)


# Scripts


def problems_in_script(script: str) -> list[tuple[int, str]]:
    """Return (line, sentence) pairs about features that old browsers lack."""
    excused = {
        number + 1
        for number, text in enumerate(script.splitlines(), 1)
        if text.strip().lstrip("/* ").startswith(EXCUSE)
    }
    found = [one for one in _problems_of_tokens(script) if one[0] not in excused]
    return sorted(set(found))


def _problems_of_tokens(script: str) -> Iterator[tuple[int, str]]:
    tokens = _tokens_of(script)
    depth = 0
    for index, (kind, text, line) in enumerate(tokens):
        before = tokens[index - 1][1] if index else ""
        after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        if kind in Literal.String and kind not in Literal.String.Regex:
            depth += {"${": 1, "}": -1}.get(text, 0)
            continue
        depth += (text in "({") - (text in ")}")
        name = "?." if (text, after) == ("?", ".") else text
        if name in OPERATORS:
            yield line, problem(name, OPERATORS[name])
        elif before == "." and text in MEMBERS and (after == "(" or text in EVENTS):
            yield line, problem(f".{text}", MEMBERS[text])
        elif before != "." and text in GLOBALS:
            yield line, problem(text, GLOBALS[text])
        elif text == "await" and depth == 0:
            yield line, problem("await outside a function", "89, 89, 15")
        elif (text, after) == ("static", "{"):
            yield line, problem("a static block", "94, 93, 16.4")
        for pattern, (name, versions) in TOKENS.items():
            if re.search(pattern, text):
                yield line, problem(name, versions)


def _tokens_of(script: str) -> list[tuple]:
    tokens, line = [], 1
    for kind, text in JavascriptLexer(ensurenl=False, stripnl=False).get_tokens(script):
        if kind not in Comment and text.strip():
            tokens.append((kind, text, line))
        line += text.count("\n")
    return tokens


def is_for_readers(path: Path) -> bool:
    """Return True if a template outside the admin uses the style sheet."""
    name = f"css/{path.name}"
    templates = (ROOT / "templates").rglob("*.html")
    return any(
        name in one.read_text(encoding="utf-8") for one in templates if "admin" not in one.parts
    )


def main() -> None:
    found = []
    for path in files("*.css"):
        if is_for_readers(path):
            found += [(path, *one) for one in problems_in_css(path.read_text(encoding="utf-8"))]
    for path in files("*.js"):
        found += [(path, *one) for one in problems_in_script(path.read_text(encoding="utf-8"))]
    for path, line, text in found:
        print(f"{path.relative_to(ROOT)}:{line}: {text}.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
