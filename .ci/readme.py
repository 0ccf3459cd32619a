"""Checks the documentation against the project: links lead somewhere, commands and their options exist.

usage: readme.py
"""

import re
import subprocess
import sys
from pathlib import Path

COMMANDS = {"demo", "up", "measure", "replay", "test", "bench"}


def tracked(pattern):
    names = subprocess.run(["git", "ls-files", pattern], check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in names.splitlines()]


def broken_links(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        path = target.split("#")[0]
        if path and not re.match(r"[a-z]+:", path) and not (page.parent / path).exists():
            yield f"links to {target}, which is not there"


def known_options():
    """Options of the command line, as the commands declare them, and of the launcher."""
    sources = Path("services/standalone/src/main/java").glob("**/*.java")
    text = "".join(source.read_text() for source in sources) + Path("basinwatch").read_text()
    text += "".join(script.read_text() for script in Path("benchmarks").glob("*.*") if script.is_file())
    return set(re.findall(r"--[a-z][a-z-]*", text))


def known_settings():
    text = "".join(source.read_text() for source in Path("core/statistics/src/main/java").glob("**/*.java"))
    return set(re.findall(r'"([a-z-]+\.[a-z-]+)"', text))


def known_parts():
    text = "".join(script.read_text() for script in Path(".ci/parts").glob("*.sh"))
    return set(re.findall(r"^part_([a-z]+)\(\)", text, re.MULTILINE))


def command_lines(page):
    """Whole command lines of ./basinwatch, continued lines joined; from code blocks and inline code."""
    text = re.sub(r"\\\n\s*", " ", page.read_text())
    yield from re.findall(r"\./basinwatch +([^\n`#;|)]*)", text)


def unknown_words(page, options, settings, parts):
    for line in command_lines(page):
        words = line.split()
        command = words[0].rstrip(".,:") if words else ""
        if command in ("COMMAND", "X", "..."):
            continue
        if command not in COMMANDS:
            yield f"names ./basinwatch {command}, which is no command"
        for option in re.findall(r"(?<!\S)\[?(--[a-z][a-z-]*)", line):
            if option not in options:
                yield f"names {option}, which ./basinwatch {command} does not have"
        for setting in re.findall(r"--set ([a-z-]+\.[a-z-]+)", line):
            if setting not in settings:
                yield f"sets {setting}, which no statistic has"
        if command == "test":
            for part in words[1:]:
                if re.fullmatch(r"[a-z]+", part) and part not in parts:
                    yield f"names the test part {part}, which is not there"


def main():
    known = known_options(), known_settings(), known_parts()
    pages = tracked("*.md")
    found = [f"{page} {problem}" for page in pages for problem in (*broken_links(page), *unknown_words(page, *known))]
    print("\n".join(found) if found else f"documentation: {len(pages)} pages, every link and command is there")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
