# shellcheck shell=bash
# The engine against the operator cases that the onnx package generates; core/engine/src/test/resources has the exclusions.
part_operators() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh
  # shellcheck source=services/standalone/launcher/python.sh
  . services/standalone/launcher/python.sh
  local python log=target/test/operators.log archive=$PWD/core/engine/target/operator-cases.zip
  find_jdk && python=$(python_environment basinwatch) || return 1
  mkdir -p target/test "${archive%/*}"
  "$python" core/engine/src/test/python/operator_cases.py "$archive" || return 1
  ./mvnw -B -ntp -q test -pl core/engine -Dtest=NodeCases -Dbasinwatch.operator-cases="$archive" >"$log" 2>&1
  local status=$?
  grep -E '^(operator cases:|operators that are not supported:)' "$log"
  ((status == 0)) || echo "operator cases that fail, and everything else that Maven printed: $log"
  return $status
}
