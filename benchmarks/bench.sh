#!/usr/bin/env bash
# Runs a benchmark: bench.sh NAME [--output table|json]. Called by ./basinwatch bench.
set -euo pipefail

BASINWATCH_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export BASINWATCH_ROOT
here=$BASINWATCH_ROOT/benchmarks
for part in jdk build python; do
  # shellcheck source=/dev/null
  . "$BASINWATCH_ROOT/services/standalone/launcher/$part.sh"
done

usage() {
  cat <<'HELP'
Usage: ./basinwatch bench NAME [--output table|json]

  llc      LLC beside devinterp 1.3.2: steps a second, time to the same standard error
           [word of a network's name...]
  calibration
           no benchmark but a check: is the step size that defaults choose near the best one
           [word of a network's name...]
  engine   gradients and Hessian-vector products beside PyTorch and PyHessian
           [--no-compile] [word of a workload's name...]
  client   what the PyTorch client costs in the training thread
  models   whole models beside PyTorch in float64 [--short] [name...]: errors, not speed
  families the same for functions of PyTorch and a model of each family of timm,
           torchvision and transformers [word of a name...]: takes an hour
  large    no benchmark but a check: a model of GPT-2 small's size, its gradient and memory
  jax      networks of JAX beside JAX in float64 [word of a name...]: errors, not speed
  micro    JMH: SGLD update, normals, matrix products [regular expression]
HELP
}

# Builds our side; says little.
build_java() {
  (cd "$BASINWATCH_ROOT" && ./mvnw -q -B package -pl benchmarks -am -Dmaven.test.skip=true) >&2
}

# With the options of the services; from jars alone, so that classes can be archived.
java_command() {
  printf '%s\n' "$JAVA_HOME/bin/java"
  engine_options
  printf '%s\n' -cp "$here/target/benchmarks.jar:$(<"$here/target/class-path.txt")"
}

# run_python ENVIRONMENT PROGRAM OPTION...: with the client from the source tree.
run_python() {
  local python
  python=$(python_environment "$1") || exit 2
  "$python" "$BASINWATCH_ROOT/trainers/python/generate.py" >&2
  export PYTHONPATH=$BASINWATCH_ROOT/trainers/python/src
  exec "$python" "$here/$2.py" "${@:3}" # a signal reaches the benchmark
}

name=${1:-}
[[ $# -gt 0 ]] && shift
# Both sides choose the kernels that suit the processor.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
case $name in
  llc | calibration | engine | models | families | large | micro)
    find_jdk || exit 2
    build_java
    environment=bench
    [[ $name == models || $name == families || $name == calibration ]] && environment="test"
    run_python "$environment" "$name" --java "$(java_command)" "$@"
    ;;
  client) run_python bench client "$@" ;;
  jax)
    find_jdk || exit 2
    build_java
    python=$(python_environment jax) || exit 2
    exec "$python" "$here/jax_models.py" --java "$(java_command)" "$@"
    ;;
  -h | --help) usage ;;
  *)
    printf "error: no benchmark is called '%s'; ./basinwatch bench --help lists them\n" "$name" >&2
    exit 2
    ;;
esac
