"""Sums up Surefire's and Failsafe's reports of all modules; fails for a failed, skipped or missing test.

usage: surefire.py START (seconds since 1970; older reports do not count)
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

start = float(sys.argv[1])
totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
problems = []

for module in sorted(path.parent for path in Path().glob("**/pom.xml") if "target" not in path.parts):
    reported = set()
    for report in (module / "target").glob("*-reports/TEST-*.xml"):
        if report.stat().st_mtime < start - 1:
            continue
        suite = ElementTree.parse(report).getroot()
        reported.add(suite.get("name").rsplit(".", 1)[-1].split("$")[0])
        for key in totals:
            totals[key] += int(suite.get(key))
        for case in suite.iter("testcase"):
            for kind in ("failure", "error", "skipped"):
                if case.find(kind) is not None:
                    problems.append(f"{kind}: {case.get('classname')}.{case.get('name')}")
    tests = (module / "src/test/java").glob("**/*.java")
    for source in (path for path in tests if path.stem.endswith(("Test", "IT"))):
        if source.stem not in reported and " abstract class " not in source.read_text():
            problems.append(f"no report: {source}")

for problem in problems:
    print(problem)
print("Tests run: {tests}, Failures: {failures}, Errors: {errors}, Skipped: {skipped}".format(**totals))
sys.exit(1 if problems or not totals["tests"] else 0)
