# shellcheck shell=bash
# A model of 124 million parameters through the command line, beside PyTorch, within 8 GB. Needs 5 GB of disk for the
# environment and the files; not among the parts that run by themselves.
part_large() {
  mkdir -p target/test
  benchmarks/bench.sh large 2>&1 | tee target/test/large.log | grep -E '^(large|error):'
  return "${PIPESTATUS[0]}"
}
