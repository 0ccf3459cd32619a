# shellcheck shell=bash
# Sourced. Finds or installs the tools that the parts call, each function only what is missing. Programs that are built
# here stay in $TOOLS, one folder a version, for the next run.

TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/basinwatch
GO_TOOLS=$TOOLS/bin

HELM_MODULE=helm.sh/helm/v4/cmd/helm@v4.3.1
KUBECONFORM_MODULE=github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
KUBERNETES_VALIDATE=1.37.0
KUBERNETES=1.36.0
PROMETHEUS_OPERATOR=github.com/prometheus-operator/prometheus-operator@v0.85.0

# need_debian PROGRAM PACKAGE: installs the Debian package unless the program is there.
need_debian() {
  local program=$1 package=$2
  command -v "$program" >/dev/null && return
  local sudo=()
  if ((EUID)); then sudo=(sudo -n); fi
  if ! command -v apt-get >/dev/null; then
    echo "error: $program is missing: install it (Debian: package $package)" >&2
    return 1
  fi
  echo "Installing $package"
  if [ -z "${APT_UPDATED:-}" ]; then
    "${sudo[@]}" apt-get update -qq
    APT_UPDATED=1
  fi
  if ! "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null; then
    echo "error: $program is missing and could not be installed: install package $package" >&2
    return 1
  fi
}

# go_tool PACKAGE@VERSION: prints the path of the program, built on first use.
go_tool() {
  local module=$1 version=${1##*@} path=${1%@*}
  local folder=$GO_TOOLS/${path##*/}-$version
  if [ ! -x "$folder/${path##*/}" ]; then
    need_go || return 1
    echo "Building ${path##*/} $version" >&2
    GOBIN=$folder GOFLAGS=-trimpath go install "$module" >&2 || return 1
  fi
  echo "$folder/${path##*/}"
}

need_go() {
  command -v go >/dev/null && return
  echo "error: go is missing: install Go 1.26 or newer (it builds helm, kubeconform and the dashboards' validator)" >&2
  return 1
}

# kubernetes_validate: prints the path of a Python that has kubernetes-validate.
kubernetes_validate() {
  local environment=$TOOLS/kubernetes-validate-$KUBERNETES_VALIDATE
  if [ ! -e "$environment/complete" ]; then
    python3 -m venv --clear "$environment" >&2 &&
      "$environment/bin/pip" install --quiet --disable-pip-version-check "kubernetes-validate==$KUBERNETES_VALIDATE" >&2 &&
      touch "$environment/complete" || return 1
  fi
  echo "$environment/bin/python"
}

# core_schemas: prints a folder with Kubernetes' own JSON schemas.
core_schemas() {
  local folder=$TOOLS/kubernetes-schemas-$KUBERNETES python
  if [ ! -e "$folder/complete" ]; then
    python=$(kubernetes_validate) && "$python" .ci/core_schemas.py "$KUBERNETES" "$folder" && touch "$folder/complete" || return 1
  fi
  echo "$folder"
}

# crd_schemas: prints a folder with JSON schemas of those of the Prometheus operator's resources that the chart has.
crd_schemas() {
  local folder=$TOOLS/crd-schemas-${PROMETHEUS_OPERATOR##*@} module python
  if [ ! -e "$folder/complete" ]; then
    need_go || return 1
    module=$(go mod download -json "$PROMETHEUS_OPERATOR" | python3 -c 'import json, sys; print(json.load(sys.stdin)["Dir"])') || return 1
    python=$(kubernetes_validate) || return 1
    "$python" .ci/crd_schemas.py "$folder" \
      "$module"/example/prometheus-operator-crd/*_{podmonitors,prometheusrules}.yaml >&2 && touch "$folder/complete" || return 1
  fi
  echo "$folder"
}
