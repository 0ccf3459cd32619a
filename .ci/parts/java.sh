# shellcheck shell=bash
# The Maven reactor: formatting, compilation, every test. A failing test does not keep later modules from being tested;
# whatever else fails in Maven ends the whole run.
part_java() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh && find_jdk || return "$BUILD_FAILED"
  need_debian chromium chromium && need_debian prometheus prometheus || return 1
  local log=target/test/java.log start status=0
  mkdir -p target/test
  ./mvnw -B -ntp -q -fae spotless:check || status=1
  start=$(date +%s)
  ./mvnw -B -ntp verify -Dmaven.test.failure.ignore=true 2>&1 | tee "$log" | shown
  if ((PIPESTATUS[0])); then
    echo "Maven failed; everything that it printed: $log"
    return "$BUILD_FAILED"
  fi
  python3 .ci/surefire.py "$start" || status=1
  return $status
}

# What is worth showing while Maven runs; the tests' own output stays in the log.
shown() {
  grep --line-buffered -E '^\[(INFO|WARNING|ERROR)\] (Tests run:|Building (Basinwatch|basinwatch)|BUILD|Reactor Summary|Total time)|^\[INFO\] [A-Za-z].* \.+ [A-Z]+|^\[ERROR\]'
}
