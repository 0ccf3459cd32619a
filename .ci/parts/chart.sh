# shellcheck shell=bash
# The Helm chart: lint, and every kind of values rendered and validated against Kubernetes' and the operator's schemas.
CHART=helm/basinwatch
EXPECTED=services/platform/src/main/resources/META-INF/microprofile-config.properties

part_chart() {
  local helm kubeconform python core custom rendered values status=0
  helm=$(go_tool "$HELM_MODULE") && kubeconform=$(go_tool "$KUBECONFORM_MODULE") && python=$(kubernetes_validate) &&
    core=$(core_schemas) && custom=$(crd_schemas) || return 1
  rendered=$(mktemp -d)
  for values in "$CHART"/ci/*-values.yaml; do
    check_rendered "$values" "$rendered/$(basename "$values")" || status=1
  done
  refuses "kafka.bootstrapServers is required" || status=1
  refuses "'/kafka/bootstrapServers'" --set kafka.bootstrapServers=nonsense || status=1
  refuses "additional properties 'unknown' not allowed" --set kafka.bootstrapServers=kafka:9092 --set services.llc.unknown=1 || status=1
  reaches_services model.max-nodes=200000 "$rendered/full-values.yaml" || status=1
  reaches_services model.max-memory-bytes=8589934592 "$rendered/full-values.yaml" || status=1
  expects_nothing_of_disabled "$rendered/disabled.yaml" || status=1
  refuses "'model.max-node' does not match pattern" --set kafka.bootstrapServers=kafka:9092 --set 'settings.model\.max-node=1' || status=1
  refuses "'lcc.draws' does not match pattern" --set kafka.bootstrapServers=kafka:9092 --set 'settings.lcc\.draws=1' || status=1
  refuses "'adaptive-sharpness.rho' does not match pattern" --set kafka.bootstrapServers=kafka:9092 --set 'settings.adaptive-sharpness\.rho=1' || status=1
  rm -r "$rendered"
  return $status
}

# check_rendered VALUES OUTPUT
check_rendered() {
  local values=$1 output=$2
  "$helm" lint --strict --quiet "$CHART" --values "$values" 2>&1 | grep -v 'found symbolic link'
  ((PIPESTATUS[0] == 0)) || return 1
  "$helm" template release "$CHART" --namespace monitoring --values "$values" >"$output" 2>"$output.log" || {
    cat "$output.log"
    return 1
  }
  "$kubeconform" -strict -summary -schema-location "$core/{{ .ResourceKind }}{{ .KindSuffix }}.json" \
    -schema-location "$custom/{{ .ResourceKind }}-{{ .ResourceAPIVersion }}.json" "$output" || return 1
  # kubernetes-validate knows no custom resources.
  "$python" .ci/core_resources.py "$output" >"$output.core.yaml" &&
    "$python" -m kubernetes_validate -k "$KUBERNETES" --strict "$output.core.yaml"
}

# reaches_services LINE RENDERED: each properties file must have the line.
reaches_services() {
  local line=$1 rendered=$2 files lines
  files=$(grep -c '^  application.properties: ' "$rendered")
  lines=$(grep -c "^    $line\$" "$rendered")
  ((files > 0 && lines == files)) && return 0
  echo "$line is in $lines of $files properties files"
  return 1
}

# expects_nothing_of_disabled OUTPUT: where a service that measures is left out, the others must be told.
expects_nothing_of_disabled() {
  local output=$1 service
  sed -n 's/^basinwatch\.expected\.\([^=]*\)=.*/\1/p' "$EXPECTED" | grep . >"$output.services" || return 1
  while read -r service; do
    "$helm" template release "$CHART" --set kafka.bootstrapServers=kafka:9092 --set "services.$service.enabled=false" \
      >"$output" 2>"$output.log" || cat "$output.log"
    reaches_services "basinwatch.expected.$service=none" "$output" || return 1
  done <"$output.services"
}

# refuses MESSAGE OPTION...: rendering must fail with the message.
refuses() {
  local message=$1 output
  shift
  if output=$("$helm" template release "$CHART" "$@" 2>&1); then
    echo "helm template $* should have failed"
    return 1
  fi
  if [[ $output != *"$message"* ]]; then
    echo "helm template $* failed without '$message': $output"
    return 1
  fi
}
