# shellcheck shell=bash
# Shared by dev and the scripts beside this file; sourced, never run. The caller sets
# tool (its name), root (of the repository) and log (a folder).
: "${tool:?}" "${root:?}" "${log:?}"

say() { printf '%s: %s\n' "$tool" "$*" >&2; }
die() { say "$*"; exit 1; }
usage_error() { say "$*"; exit 2; }

# One compiler job takes up to 2 GB.
jobs() {
  local cores gigabytes
  [[ ${USHER_JOBS:-} ]] && { echo "$USHER_JOBS"; return; }
  cores=$(nproc)
  gigabytes=$(awk '/^MemAvailable/ { print int($2 / 2097152) }' /proc/meminfo)
  ((gigabytes < 1)) && gigabytes=1
  echo $((cores < gigabytes ? cores : gigabytes))
}

packages_of() {  # group ...
  local group
  for group in "$@"; do
    awk -v want="[$group]" '/^\[/ { on = $0 == want; next } on && NF && !/^#/ { print $1 }' \
      "$root/.ci/packages.txt"
  done | sort -u
}

missing_of() {
  packages_of "$@" | while read -r package; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      echo "$package"
  done
}

# Installs what the groups name and this machine lacks.
need() {
  command -v dpkg-query >/dev/null || {
    say "this is no Debian system; make sure that these are there: $(packages_of "$@" | xargs)"
    return
  }
  local missing as=()
  mapfile -t missing < <(missing_of "$@")
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "packages are missing; as root, run: apt-get update && apt-get install -y ${missing[*]}"
    as=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as[@]}" apt-get update -qq || die "apt-get update failed; is there a network?"
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log/apt.log" 2>&1 || {
    tail -n 20 "$log/apt.log" >&2
    die "apt-get install failed; the whole output is in $log/apt.log"
  }
}

# Configures when there is nothing yet; ninja does it again when a CMake file changed.
configure() {  # preset
  [[ -e $root/build/$1/build.ninja ]] && return
  cmake --preset "$1" -S "$root" >"$log/configure-$1.log" 2>&1 || {
    cat "$log/configure-$1.log" >&2
    die "cmake could not configure build/$1"
  }
}

build() {  # preset [target ...]
  local preset=$1
  shift
  configure "$preset"
  cmake --build "$root/build/$preset" -j "$(jobs)" ${1:+--target "$@"}
}
