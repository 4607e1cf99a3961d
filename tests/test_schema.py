"""The JSON Schema says of data files what `cajad validate` says, as far as a schema can."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BUNDLED, HERE, ROOT, TINY, Run

from cajad_cli.ingest.reader import read_values
from cajad_cli.model.records import CLASSES, dataset_schema

SCHEMA = ROOT / "data" / "summit.schema.json"
CASES = HERE / "cases"
# YAML of version 1.1 reads some plain words as numbers; cajad does not.
OTHER_YAML = {"norway-stays-text.yaml"}
GOOD = [file for file in sorted((CASES / "good").iterdir()) if file.name not in OTHER_YAML]
# What a schema can know; the rest is between records, or of the YAML and not of the values.
BAD = [
    "choice-far",
    "choice-list",
    "choice-near",
    "citation-field-unknown",
    "code-length",
    "code-small",
    "currency",
    "date-month-13",
    "date-words",
    "event-undated",
    "field-derived",
    "field-empty-list",
    "field-missing",
    "field-null",
    "field-of-other-kind",
    "field-unknown-near",
    "id-capital",
    "id-too-long",
    "kind-unknown",
    "language",
    "list-item-number",
    "list-of-text",
    "list-twice",
    "locator-missing",
    "locator-nowhere",
    "locator-too-long",
    "meta-field-missing",
    "meta-missing",
    "names-code",
    "number-words",
    "nul-escape",
]


def check(*files: Path) -> subprocess.CompletedProcess[str]:
    """What check-jsonschema says of data files."""
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA)]
    return subprocess.run(
        [*command, "--output-format", "json", *map(str, files)], capture_output=True, text=True
    )


def test_the_schema_beside_the_data_is_the_one_that_the_model_makes(run: Run) -> None:
    cure = "run: cajad schema > data/summit.schema.json"
    assert SCHEMA.read_text(encoding="utf-8") == run("schema").out, cure


def test_the_schema_is_one_of_its_draft() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = dataset_schema()
    assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(schema)


def test_every_field_that_may_be_written_is_described_and_no_other_allowed() -> None:
    schema = dataset_schema()
    for kind, cls in CLASSES.items():
        record = schema["$defs"][kind]
        assert record["additionalProperties"] is False
        written = [field for field in cls.fields if not field.type.derived]
        assert list(record["properties"]) == [field.name for field in written]
        for field in written:
            assert record["properties"][field.name]["description"] == field.type.doc
            assert not field.required or field.name in record["required"]


def test_the_record_is_as_its_schema_says() -> None:
    """Read by cajad: check-jsonschema reads a file of this size for a quarter of a minute."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    record = read_values(BUNDLED.read_bytes(), str(BUNDLED))
    assert [error.message for error in validator.iter_errors(record)] == []


def test_check_jsonschema_takes_every_good_case() -> None:
    pytest.importorskip("check_jsonschema")
    done = check(TINY, *GOOD)
    assert done.returncode == 0, done.stdout


def test_check_jsonschema_refuses_bad_cases_one_by_one() -> None:
    pytest.importorskip("check_jsonschema")
    files = [CASES / "bad" / f"{name}.yaml" for name in BAD]
    done = check(*files)
    refused = {error["filename"] for error in json.loads(done.stdout)["errors"]}
    assert [str(file) for file in files if str(file) not in refused] == []
