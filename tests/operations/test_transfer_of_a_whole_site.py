"""Test that compares records and public pages before an export and after an import."""

import contextlib
import json
import zipfile

import pytest

from tests.support.postgresql_server import postgresql_server, tools
from tests.support.servers import Application

pytestmark = pytest.mark.audit


@pytest.fixture(scope="module")
def original(tmp_path_factory, database_template):
    """Freeze and export the whole sample content. Return (exported file, frozen files)."""
    folder = tmp_path_factory.mktemp("original")
    site = Application(folder, database_template)
    manage(site, "samplecontent")
    # First, because pages make the sizes of their pictures, which have random names.
    files = frozen(site, folder)
    manage(site, "exportsite", folder / "site.zip")
    return folder / "site.zip", files


def manage(site, *arguments, **environment):
    # Both sites have one address.
    environment |= {"SITE_URL": "http://127.0.0.1:9999"}
    assert site.manage(*arguments, **environment) == 0, site.log()


def frozen(site, folder, **environment):
    """Freeze the site, and return a dict of the copy's relative paths to the files' contents."""
    manage(site, "freeze", folder / "copy", **environment)
    files = {
        str(path.relative_to(folder / "copy")): path.read_bytes()
        for path in (folder / "copy").rglob("*")
        # `frozen.json` contains the time.
        if path.is_file() and path.name != "frozen.json"
    }
    assert len(files) > 200
    return files


def members(archive):
    """Return a dict of the archive's records and files by name."""
    with zipfile.ZipFile(archive) as opened:
        found = {name: opened.read(name) for name in opened.namelist()}
    # Both contain the time.
    del found["manifest.json"], found["README.txt"]
    return {
        name: [parsed(line) for line in content.decode().splitlines()]
        if name.endswith(".jsonl")
        else content
        for name, content in found.items()
    }


def parsed(value):
    """Parse JSON, and JSON in its texts, whose keys PostgreSQL sorts."""
    if isinstance(value, dict):
        return {key: parsed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [parsed(one) for one in value]
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        with contextlib.suppress(ValueError):
            return parsed(json.loads(value))
    return value


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_records_and_public_pages_of_the_new_site_are_those_of_the_old(
    original, engine, tmp_path, database_template
):
    archive, before = original
    if engine == "postgresql" and tools() is None:
        pytest.skip("PostgreSQL is not installed")
    with contextlib.ExitStack() as stack:
        environment = {}
        if engine == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(postgresql_server())
        site = Application(tmp_path, database_template)
        manage(site, "migrate", **environment)
        manage(site, "setupsite", **environment)
        manage(site, "importsite", archive, **environment)
        manage(site, "exportsite", tmp_path / "again.zip", **environment)
        after = frozen(site, tmp_path, **environment)
    first, second = (members(file) for file in (archive, tmp_path / "again.zip"))
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert sorted(after) == sorted(before)
    assert [name for name in before if after[name] != before[name]] == []
