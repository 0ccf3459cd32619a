"""Generates the protobuf classes, basinwatch.v1, from the project's schemas.

Runs by itself when the package is built or installed; `python generate.py` does it by hand.
"""

from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SCHEMAS = ROOT.parent.parent / "proto" / "src" / "main" / "protobuf"
TARGET = ROOT / "src"


def generate() -> None:
    """Writes src/basinwatch/v1; in an unpacked source distribution it is there already."""
    if not SCHEMAS.is_dir():
        return
    from grpc_tools import protoc  # a requirement of the build, not of the package

    arguments = [
        "protoc",
        f"--proto_path={SCHEMAS}",
        f"--proto_path={files('grpc_tools') / '_proto'}",
        f"--python_out={TARGET}",
        f"--pyi_out={TARGET}",
        *(str(schema) for schema in sorted(SCHEMAS.glob("basinwatch/v1/*.proto"))),
    ]
    if protoc.main(arguments) != 0:
        raise RuntimeError(f"protoc failed on the schemas in {SCHEMAS}")
    (TARGET / "basinwatch" / "v1" / "__init__.py").write_text('"""Events, generated."""\n')


if __name__ == "__main__":
    generate()
