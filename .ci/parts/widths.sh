# shellcheck shell=bash
# The kernels' tests with vectors of every width; those that the processor lacks are emulated.
part_widths() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh && find_jdk || return 1
  local bits status=0
  for bits in 128 256 512; do
    if ./mvnw -q -B -ntp test -pl core/engine -Dtest='*TwinTest,NegligibleProbabilityTest,LargeLogitsTest' -Dbasinwatch.vector-bits="$bits"; then
      echo "vectors of $bits bits: passed"
    else
      echo "vectors of $bits bits: FAILED"
      status=1
    fi
  done
  return $status
}
