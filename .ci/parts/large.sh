# shellcheck shell=bash
# A model of 124 million parameters through the command line, beside PyTorch, within 8 GB. Needs 5 GB of disk for the
# environment and the files; not among the parts that run by themselves.
part_large() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh
  # shellcheck source=services/standalone/launcher/python.sh
  . services/standalone/launcher/python.sh
  local python
  mkdir -p target/test
  find_jdk && python=$(python_environment bench) || return 1
  "$python" trainers/python/generate.py || return 1
  PYTHONPATH=trainers/python/src "$python" benchmarks/large.py 2>&1 | tee target/test/large.log | grep -E '^(large|error):'
  return "${PIPESTATUS[0]}"
}
