"""Looks into image archives: what they run, as whom, and whether the application is in them.

usage: images.py VERSION ARCHIVE...
"""

import json
import sys
import tarfile
from pathlib import Path

REQUIRED = {
    "deployments/quarkus-run.jar",
    "deployments/quarkus",
    "deployments/app",
    "deployments/lib/main",
    "deployments/lib/boot",
}


def read_json(archive, name):
    return json.load(archive.extractfile(name))


def contents(archive, layers):
    names = set()
    for layer in layers:
        with tarfile.open(fileobj=archive.extractfile(layer), mode="r:*") as files:
            names |= {name.strip("./") for name in files.getnames()}
    return names


def problems(path, version):
    module = path.parent.parent.name
    with tarfile.open(path) as archive:
        manifest = read_json(archive, "manifest.json")[0]
        config = read_json(archive, manifest["Config"])["config"]
        names = contents(archive, manifest["Layers"])
    environment = dict(entry.split("=", 1) for entry in config["Env"])
    if f"basinwatch-{module}:{version}" not in manifest["RepoTags"]:
        yield f"is tagged {manifest['RepoTags']}"
    if config["Entrypoint"] != ["java", "-jar", "/deployments/quarkus-run.jar"]:
        yield f"runs {config['Entrypoint']}"
    if config["User"] != "1001:1001":
        yield f"runs as {config['User']}"
    if list(config["ExposedPorts"]) != ["8080/tcp"]:
        yield f"exposes {config['ExposedPorts']}"
    options = environment.get("JDK_JAVA_OPTIONS", "").split()
    for flag in ("--add-modules=jdk.incubator.vector", "-XX:+ExitOnOutOfMemoryError"):
        if flag not in options:
            yield f"lacks the JVM's flag {flag}"
    for missing in sorted(REQUIRED - names):
        yield f"lacks /{missing}"
    if not any(name.startswith("deployments/lib/main/io.basinwatch.basinwatch-engine") for name in names):
        yield "lacks the engine"
    if any(name.startswith("app/") for name in names):
        yield "holds jib's own layers, which repeat the application"


def main(version, paths):
    failed = False
    for path in paths:
        for problem in problems(path, version):
            failed = True
            print(f"{path}: {problem}")
    print(f"images: {len(paths)} looked into")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [Path(name) for name in sys.argv[2:]]))
