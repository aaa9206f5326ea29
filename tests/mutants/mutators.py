"""Mutations of the project's code, and the choice of a sample of them.

Mutations are made by syntax-tree operators, most of them Cosmic Ray's, and by rules, which are
regular expressions with replacements.
"""

import random
import re
from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass
from difflib import unified_diff
from fnmatch import fnmatch
from itertools import accumulate
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.operators.provider import OperatorProvider

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Room:
    """Group of files, its share of a sample, and the folders of its tests."""

    name: str
    share: int
    files: tuple[str, ...]
    tests: tuple[str, ...]


# A file belongs to the first room whose patterns match it.
ROOMS = (
    Room("comments", 18, ("alerts/comments/*.py",), ("comments",)),
    Room(
        "calls and sharing", 15, ("alerts/calls/*.py", "alerts/sharing/*.py"), ("calls", "sharing")
    ),
    Room("alerts", 12, ("alerts/*.py",), ("alerts",)),
    Room("translation", 18, ("home/translation/*.py",), ("translation",)),
    Room("home", 15, ("home/*.py",), ("site", "media", "operations")),
    Room(
        "production settings",
        8,
        ("site/config/*.py", "site/deploy/*.py"),
        ("operations", "media", "site"),
    ),
    Room(
        "templates",
        14,
        ("templates/*",),
        ("site", "alerts", "comments", "translation", "calls", "sharing", "media"),
    ),
)
# Generated code, content, examples, and the settings of developers and tests.
LEFT_OUT = (
    *("*/migrations/*", "*/apps.py", "alerts/content/*", "home/formats/*", "*/demoaccounts.py"),
    *("alerts/style_guide/examples.py", "alerts/style_guide/objects.py"),
    *(f"site/config/settings/{name}.py" for name in ("dev", "test", "languages")),
)
# Lines that only describe or annotate, places in menus, columns that only a migration changes, and
# dataclasses that nothing tries to change.
NOISE = re.compile(
    r"verbose_name|help_text|logger\.|max_length|null=True|db_index|\border(?:=| = \d+$)|stacklevel"
    r"|__version__|strict=|priority=\d|_priority|menu_order|condition=|@dataclass\("
    r"|^\s*(?:from|import) "
)
# Sizes of buffers, batches, hashes and caches in memory, whose numbers change no result.
SIZES = re.compile(r"chunk_size|\b_?(?:CHUNK|BATCH) =|lru_cache|digest_size=\d+\)\.(?:hex)?digest")


class ReplaceInWithNotIn(Operator):
    """Operator that swaps `in` and `not in`."""

    def mutation_positions(self, node):
        if node.type == "comparison" and node.children[1].get_code().split()[-1] == "in":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node, index):
        operator = node.children[1]
        if operator.type == "comp_op":
            operator.children = operator.children[1:]
        else:
            operator.value = "not in"
        return node

    @classmethod
    def examples(cls):
        return (Example("a in b", "a not in b"), Example("a not in b", "a in b"))


# Lookups that find at most one row, which is the first and the last.
ONE_ROW = re.compile(r"\bpk=|with_number\(|token_hash=|idempotency_key=|\(key=")
COSMIC_RAY = OperatorProvider()
OPERATORS = {"ReplaceInWithNotIn": ReplaceInWithNotIn()} | {
    name: COSMIC_RAY[name]()
    for name in (
        *("AddNot", "ReplaceUnaryOperator_Delete_Not", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
        *("ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "NumberReplacer", "RemoveDecorator"),
        *("ExceptionReplacer", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
        *(
            f"ReplaceComparisonOperator_{pair}"
            for pair in (
                *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_LtE"),
                *("LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_GtE", "Gt_LtE"),
            )
        ),
        *(f"ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add")),
        *(f"ReplaceBinaryOperator_{pair}" for pair in ("BitOr_BitAnd", "BitAnd_BitOr")),
    )
}
# Operators that make sense only in lines of this form.
ONLY_IN = {
    "RemoveDecorator": re.compile(
        r"@(?:transaction|require|never|csrf|csp|x?frame|method|revalidated|keeps)"
    ),
    "ExceptionReplacer": re.compile(r"except (?:\w+|\([\w, ]+\))(?: as \w+)?:"),
    "ReplaceBinaryOperator_Add_Sub": re.compile(r"\d|now|today|timedelta"),
    "ReplaceBinaryOperator_BitOr_BitAnd": re.compile(r"\bQ\("),
    "ReplaceBinaryOperator_BitAnd_BitOr": re.compile(r"\bQ\("),
    "fewer_permissions": re.compile("ermissions|actions|ACTIONS"),
}


def _rules(**rules):
    return {
        name: (re.compile(find, re.MULTILINE), becomes) for name, (find, becomes) in rules.items()
    }


PYTHON = _rules(
    no_transaction=(r"with transaction\.atomic\([^)]*\):", "if True:"),
    no_row_lock=(r"\.select_for_update\([^()]*\)", ""),
    no_distinct=(r"\.distinct\(\)", ""),
    exclude=(r"(?<!register)\.filter\(", ".exclude("),
    filter=(r"\.exclude\(", ".filter("),
    fewer_conditions=(r"(?<=filter\()\w+=[\w.\"]+, ", ""),
    open_boundary=(r"__(l|g)te\b", r"__\1t"),
    closed_boundary=(r"__(l|g)t\b", r"__\1te"),
    last=(r"\.first\(\)", ".last()"),
    first=(r"\.last\(\)", ".first()"),
    descending=(r"order_by\(\"(?![-?])", 'order_by("-'),
    ascending=(r"order_by\(\"-", 'order_by("'),
    all=(r"\bany\(", "all("),
    any=(r"\ball\(", "any("),
    max=(r"\bmin\(", "max("),
    min=(r"\bmax\(", "min("),
    no_header=(r"^( +)\w+\[\"[A-Z][\w-]+\"\](?:, .+)? = .+$", r"\1pass"),
    no_cache_rule=(r"^( +)(?:add_never_cache_headers|patch_\w+)\(.*\)$", r"\1pass"),
    no_refusal=(r"^( +)raise (?:PermissionDenied|Http404).*$", r"\1pass"),
    fewer_permissions=(
        r"(?<=[(, ])\"(?:add|change|delete|view|choose|publish|lock|unlock|bulk_delete)\", ",
        "",
    ),
)
SETTINGS = _rules(
    other_text=(r"^([A-Z_]+ = )\"[^\"]+\"", r'\1"other"'),
    nothing=(r"^([A-Z_]+ = )\[.*\]$", r"\1[]"),
    no_entry=(r"^ +\"[\w.-]+\": .+,(?: *#.*)?$", ""),
    no_item=(
        r"^ +\"(?:home|csp|django\.middleware|whitenoise\.middleware|wagtail\.contrib)[\w.]*\",$",
        "",
    ),
)
_TAG = r"(?=[^{}]*[%}]\})"  # before the end of a tag or variable
TEMPLATES = _rules(
    no_attribute=(
        r"\s+(?:lang|dir|translate|aria-[a-z]+|role|rel(?!=\"stylesheet)|hreflang|autocomplete|for|method)=\"[^\"]*\"|\s+(?:required|hidden)(?=[\s>])",
        "",
    ),
    other_language=(r"(?<=\slang=\")[^\"]+(?=\")", "xx"),
    no_language=(r"\{\{ [\w.\"]+\|lang_(?:of|attr)[^}]*\}\}", ""),
    opposite=(r"(?<=if )(?=[\w.|:\"]+ %\})", "not "),
    no_not=(r"\bnot (?=[\w.|:\"]+" + _TAG + ")", ""),
    or_=(r" and " + _TAG, " or "),
    and_=(r"(?<=\w) or " + _TAG, " and "),
    not_equal=(r" == " + _TAG, " != "),
    equal=(r" != " + _TAG, " == "),
    boundary=(r" ([<>]) " + _TAG, r" \1= "),
    no_filter=(r"(?<=[\w\"])\|(?!lang_|safe|length)\w+(?::(?:\"[^\"]*\"|[\w.]+))?" + _TAG, ""),
    no_hidden_field=(r"<input type=\"hidden\"[^>]*>", ""),
    no_meta=(r"<(?:meta|link rel=\"(?:alternate|canonical|describedby)\") [^>]*>", ""),
)


# Rules that apply within {% if … %} alone, not to words.
IN_CONDITIONS = {"no_not", "or_", "and_", "not_equal", "equal", "boundary"}


@dataclass(frozen=True, order=True)
class Mutation:
    """Change of a file: match `number` of the rule or operator `kind`."""

    path: str
    line: int
    kind: str
    number: int

    def apply(self, text: str) -> str:
        if self.kind in OPERATORS:
            return mutate_code(text, OPERATORS[self.kind], self.number)
        pattern, becomes = rules_of(self.path)[self.kind]
        match = list(pattern.finditer(text))[self.number]
        return text[: match.start()] + match.expand(becomes) + text[match.end() :]

    def key(self, text: str) -> tuple[str, str, str]:
        """Return the file's path, and the changed lines before and after the mutation."""
        lines = [line for line in self.diff(text).splitlines()[2:] if line[1:].strip()]
        before, after = (
            " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
        )
        return self.path, before, after

    def diff(self, text: str) -> str:
        after = self.apply(text).splitlines()
        names = (f"a/{self.path}", f"b/{self.path}")
        return "\n".join(unified_diff(text.splitlines(), after, *names, n=0, lineterm=""))


def room_of(path: str) -> Room | None:
    """Return the room that a file belongs to, or None if it is excluded or in no room."""
    if any(fnmatch(path, pattern) for pattern in LEFT_OUT):
        return None
    return next((room for room in ROOMS if any(fnmatch(path, one) for one in room.files)), None)


def rules_of(path):
    if path.startswith("templates/"):
        return TEMPLATES
    return PYTHON | SETTINGS if path.startswith("site/") else PYTHON


def mutations_of(path: str, text: str) -> list[Mutation]:
    """Return the mutations of a file, without those that `NOISE` or `ONLY_IN` excludes."""
    lines = text.splitlines()
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    found = []
    for kind, (pattern, _becomes) in rules_of(path).items():
        for number, match in enumerate(pattern.finditer(text)):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            tag = text[text.rfind("{%", 0, start) : start]
            if kind in IN_CONDITIONS and not tag.startswith(("{% if ", "{% elif ")):
                continue
            found.append(Mutation(path, bisect(starts, start), kind, number))
    if path.endswith(".py"):
        nodes = list(ast_nodes(get_ast(text)))
        for kind, operator in OPERATORS.items():
            positions = [
                start for node in nodes for start, _end in operator.mutation_positions(node)
            ]
            found += [Mutation(path, line, kind, n) for n, (line, _column) in enumerate(positions)]
    return [
        one
        for one in found
        if not NOISE.search(lines[one.line - 1])
        and not (one.kind == "NumberReplacer" and SIZES.search(lines[one.line - 1]))
        and not (one.kind in {"first", "last"} and ONE_ROW.search(lines[one.line - 1]))
        and (one.kind not in ONLY_IN or ONLY_IN[one.kind].search(lines[one.line - 1]))
    ]


def sample(sources: dict[str, str], size: int, seed: str, only: str = "") -> list[Mutation]:
    """Choose about `size` mutations, distributed by the rooms' shares, each on a different line.

    Only files whose paths begin with `only` are used. If `only` is "path:line", return all
    mutations of that line instead.
    """
    start, _colon, number = only.partition(":")
    lines = defaultdict(lambda: defaultdict(list))
    for path in sorted(sources):
        if path.startswith(start) and (room := room_of(path)):
            for one in mutations_of(path, sources[path]):
                if number in ("", str(one.line)):
                    lines[room][path, one.line].append(one)
    if number:
        return [one for places in lines.values() for here in places.values() for one in here]
    chosen = []
    for room in (room for room in ROOMS if room in lines):
        places = lines[room]
        # Each room has its own random generator, so that a change in one does not affect the others.
        numbers = random.Random(f"{seed} {room.name}")  # noqa: S311
        wanted = max(1, round(size * room.share / sum(one.share for one in lines)))
        for place in numbers.sample(sorted(places), len(places)):
            one = numbers.choice(sorted(places[place]))
            if wanted and _is_valid(one, sources[one.path]):
                chosen.append(one)
                wanted -= 1
    return chosen


def _is_valid(mutation, text):
    try:
        changed = mutation.apply(text)
        if mutation.path.endswith(".py"):
            compile(changed, mutation.path, "exec")
    except SyntaxError:
        return False
    return changed != text
