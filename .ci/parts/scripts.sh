# Every shell script of the project.
part_scripts() {
  need_debian shellcheck shellcheck || return 1
  local scripts=()
  mapfile -t scripts < <(git ls-files | grep -v '^mvnw' | while read -r file; do
    if [[ $file == *.sh ]] || head -c 32 "$file" 2>/dev/null | head -1 | tr -d '\0' | grep -qE '^#!.*\b(ba)?sh'; then echo "$file"; fi
  done)
  echo "shellcheck: ${#scripts[@]} scripts"
  # Sourced files are checked on their own; their functions and variables are used elsewhere.
  shellcheck --shell=bash --external-sources --exclude=SC1090,SC1091,SC2034 "${scripts[@]}"
}
