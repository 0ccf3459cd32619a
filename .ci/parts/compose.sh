# shellcheck shell=bash
# docker-compose.yml is valid, and mounts only files that are there.
part_compose() {
  need_debian docker-compose docker-compose || return 1
  local source status=0
  HOME=/home/somebody docker-compose config -q || return 1
  while read -r source; do
    if [ ! -e "$source" ]; then
      echo "docker-compose.yml mounts $source, which does not exist"
      status=1
    fi
  done < <(grep -oP '(?<=- )\./[^:]+' docker-compose.yml)
  return $status
}
