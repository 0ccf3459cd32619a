"""Copies Kubernetes' JSON schemas out of kubernetes-validate, so that they refer to each other as files side by side.

In the package they refer to one another through addresses that only kubernetes-validate resolves.

usage: core_schemas.py KUBERNETES_VERSION OUTPUT_FOLDER
"""

import json
import sys
from pathlib import Path

import kubernetes_validate


def main(version, output):
    package = Path(kubernetes_validate.__file__).parent
    output.mkdir(parents=True, exist_ok=True)
    for path in (package / "kubernetes-json-schema" / f"v{version}-local-strict").glob("*.json"):
        schema = json.loads(path.read_text().replace('"/api/_definitions.json#', '"_definitions.json#'))
        schema.pop("$id", None)
        (output / path.name).write_text(json.dumps(schema))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
