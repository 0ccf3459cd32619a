# shellcheck shell=bash
# How often the LLC's 95 % intervals hold the truth, over 200 seeds of four models; the java part takes 20 seeds. Some
# five minutes; not among the parts that run by themselves.
part_coverage() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh && find_jdk || return 1
  mkdir -p target/test
  ./mvnw -q -B -ntp test -pl core/statistics -am -Dtest=CoverageTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dcoverage.seeds=200 2>&1 | tee target/test/coverage.log | grep -E '^coverage|Expecting|but was'
  return "${PIPESTATUS[0]}"
}
