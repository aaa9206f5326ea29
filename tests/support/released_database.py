"""Database of the last release, with rows for all models of the project.

`released.json` names the last migration of each app in that release. Run as a module:

- `fill FILE` migrates an empty database to the last release, adds rows, and writes them to a file;
- `compare FILE`, after `manage.py migrate`, prints lost tables, columns and rows, and changed
  values;
- without arguments, it writes the present migrations of the project's apps to `released.json`.
"""

import json
import sys
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import django
from django.apps import apps as present
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

RELEASED = Path(__file__).with_name("released.json")
ROWS = 2
# Tables that a migration deletes on purpose: "app.model".
DELETED: set[str] = set()
# Columns that a migration renames: "app.model.column" to the new name of the column.
RENAMED: dict[str, str] = {}
# Columns that a migration deletes, or whose values it changes, on purpose: "app.model.column".
CHANGED: set[str] = set()
MOMENT = datetime(2031, 6, 3, 12, 30, tzinfo=UTC)
VALUES = {
    models.UUIDField: lambda number: uuid.UUID(int=number),
    models.DateTimeField: lambda number: MOMENT + timedelta(days=number),
    models.DateField: lambda number: date(2031, 6, number + 1),
    models.TimeField: lambda number: time(number, 30),
    models.DurationField: lambda number: timedelta(minutes=number),
    models.DecimalField: Decimal,
    models.EmailField: lambda number: f"reader-{number}@reader.example",
    models.URLField: lambda number: f"https://campaign.example/{number}",
    models.FileField: lambda number: f"documents/{number}.pdf",
}


class Filler:
    def __init__(self, apps):
        self.apps, self.made, self.number = apps, {}, 0

    def row(self, model, index):
        """Return the row of `model` at `index`, counted from 0. Create the missing rows first."""
        label = model._meta.label_lower
        rows = self.made.setdefault(label, [])
        if not rows and label in {"contenttypes.contenttype", "wagtailcore.locale", "sites.site"}:
            rows.extend(model.objects.order_by("pk")[:ROWS])
        while len(rows) <= index:
            rows.append(self.make(model, len(rows)))
        return rows[index]

    def make(self, model, index):
        self.number += 1
        checked = {
            name
            for one in model._meta.constraints
            for name in _names(getattr(one, "condition", None))
        }
        values = {}
        for field in model._meta.concrete_fields:
            is_unique = field.name in _unique(model)
            if field.related_model:
                if not field.remote_field.parent_link:
                    values[field.name] = self.related(model, field, index if is_unique else 0)
            elif isinstance(field, models.AutoField) or field.name in checked:
                continue
            elif field.choices and is_unique:
                values[field.name] = list(field.flatchoices)[index][0]
            else:
                values[field.name] = self.value(field, self.number)
        given = {name: one for name, one in values.items() if one is not None}
        return model.objects.create(**given)

    def related(self, model, field, index):
        target = field.related_model
        return None if issubclass(model, target) else self.row(target, index)

    def value(self, field, number):
        if field.name == "path" and hasattr(field.model, "numchild"):
            return f"Z{number:03}"
        if field.name in {"depth", "numchild"}:
            return 1
        if type(field).__name__ == "PhoneNumberField":
            return f"+1651201{3400 + number}"
        for kind, make in VALUES.items():
            if isinstance(field, kind):
                return make(number % 20 if kind is not models.UUIDField else number)
        if field.choices or field.has_default():
            return None
        if isinstance(field, models.BooleanField):
            return False
        if isinstance(field, models.JSONField):
            return {"number": number}
        if isinstance(field, models.SlugField):
            return f"slug-{number}"
        if isinstance(field, models.CharField | models.TextField):
            return f"{number} mañana"[: field.max_length or None]
        if isinstance(field, models.IntegerField):
            return number
        return None


def _unique(model):
    # Fields that are unique, alone or together with others.
    names = {field.name for field in model._meta.concrete_fields if field.unique}
    for one in (
        *model._meta.unique_together,
        *(c.fields for c in model._meta.constraints if hasattr(c, "fields")),
    ):
        names.update(one)
    return names


def _names(condition):
    for child in getattr(condition, "children", ()):
        yield from _names(child) if isinstance(child, models.Q) else [child[0].partition("__")[0]]


def own_apps():
    return {
        config.label
        for config in present.get_app_configs()
        if config.name.partition(".")[0] in {"home", "alerts"} and config.models_module
    }


def released():
    return [(app, name) for app, name in json.loads(RELEASED.read_text()).items()]


def fill(file):
    executor = MigrationExecutor(connection)
    ours = released()
    names = {app for app, _name in ours}
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in names]
    targets = ours + [node for node in others if not _needs_newer(executor.loader, node, ours)]
    executor.migrate(targets)
    apps = executor.loader.project_state(targets).apps
    # Many-to-many fields are in tables of their own.
    models_of_all = apps.get_models(include_auto_created=True)
    own = [model for model in models_of_all if model._meta.app_label in names]
    with transaction.atomic():
        filler = Filler(apps)
        for model in own:
            for index in range(ROWS):
                filler.row(model, index)
    found = {model._meta.label_lower: _rows(model) for model in own}
    file.write_text(json.dumps(found, default=str))


def _needs_newer(loader, node, ours):
    plan = loader.graph.forwards_plan(node)
    last = dict(ours)
    return any(app in last and name > last[app] for app, name in plan)


def _rows(model):
    names = [field.attname for field in model._meta.concrete_fields]
    return [
        {"pk": row.pop("_pk"), **row} for row in model.objects.values(*names, _pk=models.F("pk"))
    ]


def compare(file):
    """Return a line of text for each unexpected loss or change of the data in `file`."""
    wrong = []
    for label, rows in json.loads(file.read_text()).items():
        if label in DELETED:
            continue
        try:
            model = present.get_model(label)
        except LookupError:
            wrong.append(f"{label}: there is no such table now")
            continue
        for row in rows:
            wrong += _differences(model, label, row)
    return wrong


def _differences(model, label, row):
    now = model._base_manager.filter(pk=row["pk"]).values().first()
    if now is None:
        return [f"{label} {row['pk']}: there is no such row now"]
    now = json.loads(json.dumps(now, default=str))
    lines = []
    for name in sorted(row.keys() - {"pk"}):
        column = f"{label}.{name}"
        current = RENAMED.get(column, name)
        if column in CHANGED:
            continue
        if current not in now:
            lines.append(f"{column}: there is no such column now")
        elif now[current] != row[name]:
            lines.append(f"{column} {row['pk']}: {row[name]!r} is now {now[current]!r}")
    return lines


def record():
    last, own = {}, own_apps()
    for app, name in MigrationLoader(None).disk_migrations:
        if app in own:
            last[app] = max(name, last.get(app, ""))
    RELEASED.write_text(json.dumps(last, indent=1, sort_keys=True) + "\n")


def main(word="", file=""):
    django.setup()
    if word == "fill":
        fill(Path(file))
    elif word == "compare":
        lines = compare(Path(file))
        print("\n".join(lines))
        sys.exit(bool(lines))
    else:
        record()


if __name__ == "__main__":
    main(*sys.argv[1:])
