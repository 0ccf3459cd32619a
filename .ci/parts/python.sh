# shellcheck shell=bash
# The trainers' client: formatting, lint, and its tests with real PyTorch.
part_python() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh
  # shellcheck source=services/standalone/launcher/python.sh
  . services/standalone/launcher/python.sh
  local python status=0
  find_jdk && python=$(python_environment test) || return 1
  "$python" -m ruff format --check trainers/python benchmarks .ci || status=1
  "$python" -m ruff check trainers/python benchmarks .ci || status=1
  (cd trainers/python && "$python" -m pytest) || status=1
  return $status
}
