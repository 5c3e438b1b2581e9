"""Judges submissions by the JSON Schemas alone.

    python3 judge.py SCHEMA_FOLDER CASES

CASES has one JSON object a line, {"name": ..., "type": ..., "submission": ...}; a submission is
judged by the schema <type>.v1.schema.json. Prints one line a case: true when the schema takes it,
false when it refuses it.

Runs with the package `jsonschema` from 4.0 on; releases before 4.18 have no `referencing`.
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator

SUFFIX = ".v1.schema.json"


def validators(folder):
    """One validator for each type of event, by its name in the catalogue."""
    paths = sorted(pathlib.Path(folder).glob("*.schema.json"))
    schemas = {path.name: json.loads(read(path)) for path in paths}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    validator = resolving(list(schemas.values()))
    return {
        name[: -len(SUFFIX)]: validator(schema)
        for name, schema in schemas.items()
        if name.endswith(SUFFIX)
    }


def resolving(schemas):
    """What makes a validator of a schema that refers to the others by their $id."""
    try:
        from referencing import Registry, Resource
    except ImportError:
        return resolving_by_store(schemas)
    registry = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )
    return lambda schema: Draft202012Validator(schema, registry=registry)


def resolving_by_store(schemas):
    """The same for releases without `referencing`.

    They cannot join `#/$defs/...` to a URN, which to urllib is no base: the $ids become URLs.
    """
    from jsonschema import RefResolver

    def with_urls(schema):
        return json.loads(json.dumps(schema).replace('"urn:mitm:', '"https://mitm.invalid/'))

    store = {schema["$id"]: schema for schema in map(with_urls, schemas)}

    def validator(schema):
        resolver = RefResolver(with_urls(schema)["$id"], with_urls(schema), store=store)
        return Draft202012Validator(with_urls(schema), resolver=resolver)

    return validator


def read(path):
    return path.read_text(encoding="utf-8")


def main(folder, cases):
    judges = validators(folder)
    with open(cases, "rb") as lines:  # bytes: a text may hold U+2028, which ends no line
        for line in lines:
            case = json.loads(line)
            taken = judges[case["type"]].is_valid(case["submission"])
            print("true" if taken else "false")


if __name__ == "__main__":
    main(*sys.argv[1:])
