# shellcheck shell=bash
# Finds a JDK. Sourced by the launcher and by the scripts of .ci and benchmarks.

BASINWATCH_JDK=25

# Prints the feature version of the JDK in a folder; nothing if there is no JDK there.
jdk_version() {
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
  if [[ -r $1/release ]]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
  fi
}

# Prints the folders in which a JDK may lie, the preferred first.
jdk_candidates() {
  [[ -n ${JAVA_HOME:-} ]] && printf '%s\n' "$JAVA_HOME"
  local folder
  for folder in "${BASINWATCH_JDK_FOLDERS[@]}"; do
    [[ -d $folder ]] && printf '%s\n' "$folder"
  done
  local java
  if java=$(command -v java); then
    dirname -- "$(dirname -- "$(readlink -f -- "$java")")"
  fi
}

BASINWATCH_JDK_FOLDERS=(
  /usr/lib/jvm/* /opt/*
  "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/*
  "${ASDF_DATA_DIR:-$HOME/.asdf}"/installs/java/*
  "$HOME"/.jdks/*
)

# Exports the JAVA_HOME of a JDK that is new enough, or says in one line what is missing.
find_jdk() {
  local folder version
  while IFS= read -r folder; do
    version=$(jdk_version "$folder")
    if [[ -n $version && $version -ge $BASINWATCH_JDK ]]; then
      export JAVA_HOME=$folder
      return 0
    fi
  done < <(jdk_candidates)
  printf 'error: no JDK %s found; install one (https://adoptium.net, or: sdk install java %s-tem) or set JAVA_HOME\n' \
    "$BASINWATCH_JDK" "$BASINWATCH_JDK" >&2
  return 1
}
