# shellcheck shell=bash
# The demo under a real Prometheus: every query of the dashboard has an answer, no alert fires, promtool reads the metrics.
part_live() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh && find_jdk || return 1
  need_debian prometheus prometheus || return 1
  local queries status=0
  queries=$(mktemp)
  panel_queries "$queries" && python3 .ci/live.py "$queries" || status=1
  rm "$queries"
  if [[ ! -s services/standalone/target/quarkus-app/classes.jsa ]]; then
    echo "the build made no archive of classes; why: services/standalone/target/build-stamps/build.log"
    status=1
  fi
  return $status
}
