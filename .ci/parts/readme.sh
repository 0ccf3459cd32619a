# shellcheck shell=bash
# Links and commands of the documentation.
part_readme() {
  python3 .ci/readme.py
}
