# shellcheck shell=bash
# Makes the Python environments. Sourced by the scripts of .ci and benchmarks.

BASINWATCH_PYTHON_MINOR=10

# Prints the newest Python that is new enough, or says in one line what is missing.
find_python() {
  local name
  for name in ${BASINWATCH_PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10; do
    if "$name" -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, $BASINWATCH_PYTHON_MINOR))" \
      2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  printf 'error: no Python 3.%s with venv found; install one (Debian: apt install python3-venv) or set BASINWATCH_PYTHON\n' \
    "$BASINWATCH_PYTHON_MINOR" >&2
  return 1
}

# Prints the requirements file of an environment: basinwatch (the client), test (with the architectures of
# benchmarks/zoo), bench (with the benchmarks' peers too), jax (without the client).
python_requirements() {
  case $1 in
    basinwatch) printf '%s\n' "$BASINWATCH_ROOT/trainers/python/requirements.txt" ;;
    test) printf '%s\n' "$BASINWATCH_ROOT/trainers/python/requirements-test.txt" ;;
    bench) printf '%s\n' "$BASINWATCH_ROOT/benchmarks/requirements.txt" ;;
    jax) printf '%s\n' "$BASINWATCH_ROOT/benchmarks/requirements-jax.txt" ;;
    *) return 1 ;;
  esac
}

# Makes the environment once for each content of its requirements, and prints its python; that of
# BASINWATCH_VENV, with whatever packages it has, where that is set.
python_environment() {
  local requirements python hash folder
  if [[ -n ${BASINWATCH_VENV:-} ]]; then
    printf '%s\n' "$BASINWATCH_VENV/bin/python"
    return 0
  fi
  requirements=$(python_requirements "${1:-basinwatch}") || {
    printf 'error: no Python environment is called %s\n' "$1" >&2
    return 1
  }
  python=$(find_python) || return 1
  hash=$({ "$python" --version && requirements_text "$requirements"; } | sha256sum)
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/basinwatch/python-${hash:0:16}
  [[ -e $folder/complete ]] || make_environment "$python" "$requirements" "$folder" || return 1
  printf '%s\n' "$folder/bin/python"
}

# Prints a requirements file and those that it includes by `-r`.
requirements_text() {
  local included
  cat "$1"
  while IFS= read -r included; do
    requirements_text "${1%/*}/$included"
  done < <(sed -n 's/^-r //p' "$1")
}

make_environment() {
  local python=$1 requirements=$2 folder=$3
  printf 'making the Python environment %s (once)\n' "$folder" >&2
  mkdir -p "$folder"
  if (
    if command -v flock >/dev/null; then flock 9; fi
    [[ -e $folder/complete ]] && exit 0
    "$python" -m venv --clear "$folder" &&
      "$folder/bin/python" -m pip install -q --disable-pip-version-check -r "$requirements" &&
      touch "$folder/complete"
  ) 9>"$folder.lock" >"$folder.log" 2>&1; then
    return 0
  fi
  printf 'error: the Python environment could not be made; the log is %s\n' "$folder.log" >&2
  return 1
}
