# shellcheck shell=bash
# An image of every deployable on an empty base, which needs no registry, and a look into each.
part_images() {
  # shellcheck source=services/standalone/launcher/jdk.sh
  . services/standalone/launcher/jdk.sh && find_jdk || return 1
  local log=target/test/images.log version archives
  mkdir -p target/test
  if ! ./mvnw -B -ntp verify -Dapplication -pl services/standalone -am -Dimages -Dimage.base=scratch >"$log" 2>&1; then
    grep -E '^\[ERROR\]' "$log" | head -20
    echo "Maven failed; everything that it printed: $log"
    return 1
  fi
  version=$(sed -n 's#^  <version>\(.*\)</version>#\1#p' pom.xml)
  archives=(services/{losses,sharpness,llc,margins,tracker,console,standalone}/target/image.tar)
  python3 .ci/images.py "$version" "${archives[@]}" || return 1
  rm -rf services/*/target/{image.tar,jib-cache}
}
