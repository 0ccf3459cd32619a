#!/usr/bin/env bash
# Runs the tests: `./basinwatch test [part...]`, without names all parts in the order of PARTS.
# Each part ends with one line; the exit status is 1 if any part failed. A part that does not depend on the build runs
# even after others failed; when the build itself fails, the run stops there. `fuzz [--seconds N]`, `coverage`, `large`
# and `models` are parts that only run when they are named.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
export BASINWATCH_ROOT=$PWD

PARTS=(java widths operators python models_short chart compose monitoring live images scripts readme)

. .ci/tools.sh
for file in .ci/parts/*.sh; do . "$file"; done

BUILD_FAILED=3 # a part's status for "nothing that comes later can work"

summary=()
failed=0

run_part() {
  local name=$1 start=$SECONDS status line
  printf '\n== %s\n' "$name"
  ("part_$name")
  status=$?
  if ((status == 0)); then line="$name: passed"; else line="$name: FAILED"; failed=1; fi
  line+=" ($((SECONDS - start)) s)"
  summary+=("$line")
  echo "== $line"
  return $status
}

main() {
  local name status
  local wanted=()
  while (($#)); do
    if [[ $1 == --seconds && ${2:-} =~ ^[0-9]+$ ]]; then
      export FUZZ_SECONDS=$2
      shift 2
    else
      wanted+=("$1")
      shift
    fi
  done
  ((${#wanted[@]})) || wanted=("${PARTS[@]}")
  for name in "${wanted[@]}"; do
    if ! declare -F "part_$name" >/dev/null; then
      echo "error: no part named $name; there are: $(compgen -A function part_ | sed s/^part_// | xargs)" >&2
      exit 2
    fi
  done
  for name in "${wanted[@]}"; do
    run_part "$name"
    status=$?
    if ((status == BUILD_FAILED)); then
      echo "The build failed: the parts after $name were not run."
      break
    fi
  done
  printf '\n== summary\n'
  printf '%s\n' "${summary[@]}"
  exit $failed
}

main "$@"
