# shellcheck shell=bash
# The engine's importer under mutated models, checkpoints and probes: not among the parts that run by themselves.
# `--seconds N` (600), and FUZZ_SEED to repeat a run.
part_fuzz() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh
  local log=target/test/fuzz.log seed=()
  find_jdk || return 1
  mkdir -p target/test
  [[ -n ${FUZZ_SEED:-} ]] && seed=("-Dfuzz.seed=$FUZZ_SEED")
  ./mvnw -B -ntp -q test -pl core/engine -Dtest=ImporterFuzz -Dfuzz.seconds="${FUZZ_SECONDS:-600}" "${seed[@]}" 2>&1 |
    tee "$log" | grep --line-buffered '^fuzz:'
  local status=${PIPESTATUS[0]}
  ((status == 0)) || echo "inputs that lead to errors: core/engine/target/fuzz; everything that Maven printed: $log"
  return "$status"
}
