# shellcheck shell=bash
# Alert rules, their tests and runbooks, the dashboard, Prometheus' configuration.
part_monitoring() {
  need_debian promtool prometheus || return 1
  local status=0 queries python
  promtool check config --syntax-only grafana/prometheus/prometheus.yml || status=1
  promtool check rules grafana/rules/*.yaml || status=1
  promtool test rules grafana/rules/tests/*.yaml || status=1
  python=$(kubernetes_validate) && "$python" .ci/alerts.py || status=1
  (cd grafana/validate && test -z "$(gofmt -l .)" && go vet .) || status=1
  queries=$(mktemp)
  if panel_queries "$queries"; then
    promtool check rules --lint=none "$queries" || status=1
    python3 .ci/metric_names.py "$queries" grafana/rules/*.yaml || status=1
  else
    status=1
  fi
  rm "$queries"
  return $status
}

# panel_queries OUTPUT: validates the dashboards and writes their PromQL as a rule file.
panel_queries() {
  need_go && go run -C grafana/validate . "$PWD"/grafana/dashboards/*.json >"$1"
}
