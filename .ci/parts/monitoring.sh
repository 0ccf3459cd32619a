# shellcheck shell=bash
# Alert rules, their tests and runbooks, the dashboard, Prometheus' configuration.
part_monitoring() {
  need_debian promtool prometheus || return 1
  local status=0 validate rules python
  promtool check config --syntax-only grafana/prometheus/prometheus.yml || status=1
  promtool check rules grafana/rules/*.yaml || status=1
  promtool test rules grafana/rules/tests/*.yaml || status=1
  python=$(kubernetes_validate) && "$python" .ci/alerts.py || status=1

  need_go && validate=$(mktemp -d) && rules=$validate/panels.yaml || return 1
  (cd grafana/validate && test -z "$(gofmt -l .)" && go vet . && go build -o "$validate/validate" .) || return 1
  if "$validate/validate" grafana/dashboards/*.json >"$rules"; then
    promtool check rules --lint=none "$rules" || status=1
    echo "dashboards: $(grep -c 'panel:query' "$rules") queries parsed"
    python3 .ci/metric_names.py "$rules" grafana/rules/*.yaml || status=1
  else
    status=1
  fi
  rm -r "$validate"
  return $status
}
