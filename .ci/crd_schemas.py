"""Turns custom resource definitions into strict JSON schemas, one a kind and version, as kubeconform looks them up.

usage: crd_schemas.py OUTPUT_FOLDER DEFINITION...
"""

import json
import sys
from pathlib import Path

import yaml


def close(schema):
    """Forbids unknown properties wherever the definition lists the known ones."""
    if isinstance(schema, list):
        return [close(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: close(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        closed.pop("type", None)
        closed["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    return closed


# YAML 1.1 gives a lone `=` a meaning of its own; in the definitions it is a matching operator.
yaml.SafeLoader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def main(output, definitions):
    output.mkdir(parents=True, exist_ok=True)
    for path in definitions:
        for definition in yaml.safe_load_all(path.read_text()):
            if not definition or definition.get("kind") != "CustomResourceDefinition":
                continue
            kind = definition["spec"]["names"]["kind"].lower()
            for version in definition["spec"]["versions"]:
                schema = close(version["schema"]["openAPIV3Schema"])
                # The definition leaves metadata open; everything may stand there.
                schema["properties"]["metadata"] = {"type": "object"}
                (output / f"{kind}-{version['name']}.json").write_text(json.dumps(schema))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
