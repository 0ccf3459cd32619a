# shellcheck shell=bash
# Builds the application when it is missing or stale. Sourced by the launcher.

# What the application is made of; tests are not.
build_inputs() {
  find pom.xml .mvn/wrapper proto core services trainers/java \
    \( -name target -o -path '*/src/test' -o -name launcher \) -prune -o \
    -type f ! -name '*.md' "$@"
}

# A digest of the inputs' names, sizes and times: cheap, and true as long as nobody touches them.
quick_stamp() {
  (cd "$BASINWATCH_ROOT" && build_inputs -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum)
}

# A digest of the inputs' contents, for when times changed and contents may not have.
content_stamp() {
  (cd "$BASINWATCH_ROOT" && build_inputs -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# Builds under a lock, so that two commands at once build once.
build_standalone() {
  local stamps=$BASINWATCH_ROOT/services/standalone/target/build-stamps
  [[ -e $stamps/quick && $(<"$stamps/quick") == "$(quick_stamp)" ]] && return 0
  mkdir -p "$stamps"
  (
    if command -v flock >/dev/null; then flock 9; fi
    build_if_stale "$stamps"
  ) 9>"$stamps/lock"
}

build_if_stale() {
  local stamps=$1 quick content
  quick=$(quick_stamp)
  content=$(content_stamp)
  if [[ ! -e $stamps/content || $(<"$stamps/content") != "$content" ]]; then
    run_maven "$stamps/build.log" || return 1
    printf '%s\n' "$content" >"$stamps/content"
  fi
  printf '%s\n' "$quick" >"$stamps/quick"
}

# Runs Maven with one line of progress; its own words go to a log.
run_maven() {
  local log=$1
  printf 'building Basinwatch (the first time takes minutes and downloads its libraries)\n' >&2
  rm -rf "$BASINWATCH_ROOT/services/standalone/target/quarkus-app"
  if (cd "$BASINWATCH_ROOT" && ./mvnw -B -ntp package -pl services/standalone -am -Dapplication 2>&1) | tee "$log" | show_progress; then
    archive_classes >>"$log" 2>&1 || true # commands only start slower without it
    return 0
  fi
  printf 'error: the build failed; the log is %s; its first error: %s\n' \
    "$log" "$(first_error "$log")" >&2
  return 1
}

# Lets a measurement of a tiny model keep the classes that it loaded: later commands map them from
# this archive instead of reading and verifying them.
archive_classes() {
  local app=$BASINWATCH_ROOT/services/standalone/target/quarkus-app
  local tiny=$BASINWATCH_ROOT/core/engine/src/test/resources/golden/cross-entropy
  # shellcheck disable=SC2046
  "$JAVA_HOME/bin/java" $(jvm_options) "-XX:ArchiveClassesAtExit=$app/classes.jsa" \
    -jar "$app/quarkus-run.jar" measure --model "$tiny.onnx" --weights "$tiny-checkpoint.safetensors" \
    --probe "$tiny-probe.safetensors" --loss cross-entropy --dataset-size 100
}

# Prints the line of a log that says most: a compiler's, else Maven's own.
first_error() {
  grep -m1 '^\[ERROR\] /' "$1" || grep -m1 '^\[ERROR\] Failed' "$1" || tail -n 1 "$1"
}

# Turns Maven's output into a single line that is overwritten; silent where nobody looks.
show_progress() {
  local line shown='' module='^\[INFO\] Building (.*[^ ]) +[^ ]+ +(\[[0-9]+/[0-9]+\])$'
  while IFS= read -r line; do
    if [[ -t 2 && $line =~ $module ]]; then
      printf '\r\033[K%s %s' "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" >&2
      shown=1
    fi
  done
  [[ -z $shown ]] || printf '\r\033[K' >&2
}

# Half of the machine's memory in KiB, for weights.
half_of_memory() {
  awk '/^MemTotal:/ { print int($2 / 2) }' /proc/meminfo
}

# Options of a JVM that runs the engine: pom.xml's jvm.flags, and that it holds little on the heap;
# weights and the working memory of the kernels lie outside it.
engine_options() {
  sed -n 's|.*<jvm.flags>\(.*\)</jvm.flags>.*|\1|p' "$BASINWATCH_ROOT/pom.xml" | tr ' ' '\n'
  printf '%s\n' -XX:+UseSerialGC -Xmx768m -XX:MaxMetaspaceSize=256m \
    "-XX:MaxDirectMemorySize=$(half_of_memory)k"
}

# Options of the JVM for a command.
jvm_options() {
  engine_options
  printf '%s\n' -XX:+ExitOnOutOfMemoryError -Djava.util.logging.manager=org.jboss.logmanager.LogManager
}
