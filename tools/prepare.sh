# Sourced by demo.sh and test.sh: goes to the repository's root, and makes sure that what a build needs is there.
# Says what it does; asks for nothing; installs only what is missing.

say() { printf '== %s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."

least_swift="6.2"

require_swift() {
  command -v swift >/dev/null ||
    fail "there is no 'swift' in PATH; install Swift $least_swift or newer: https://www.swift.org/install/linux"
  local found
  found="$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)"
  [ -n "$found" ] || fail "'swift --version' fails, or does not say its version"
  [ "$(printf '%s\n%s\n' "$least_swift" "$found" | sort -V | head -n 1)" = "$least_swift" ] ||
    fail "this is Swift $found, and Swift $least_swift or newer is needed: https://www.swift.org/install/linux"
}

# Debian's names of the packages that are missing, of those that the arguments name by what they provide.
missing_packages() {
  local need
  for need in "$@"; do
    case "$need" in
      libyaml) { pkg-config --exists yaml-0.1 || has_header yaml.h; } 2>/dev/null || echo libyaml-dev ;;
      zlib) { pkg-config --exists zlib || has_header zlib.h; } 2>/dev/null || echo zlib1g-dev ;;
      sqlite) { pkg-config --exists sqlite3 || has_header sqlite3.h; } 2>/dev/null || echo libsqlite3-dev ;;
      pkg-config) command -v pkg-config >/dev/null || echo pkg-config ;;
      compiler) { command -v g++ && has_header stdlib.h; } >/dev/null || echo g++ ;;
      git) command -v git >/dev/null || echo git ca-certificates ;;
      python) command -v python3 >/dev/null || echo python3 ;;
      numpy) python3 -c 'import numpy' 2>/dev/null || echo python3-numpy ;;
      slurm) { command -v slurmctld && command -v munged; } >/dev/null || echo slurm-wlm munge ;;
      parallel) command -v parallel >/dev/null || echo parallel ;;
      venv) python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv ;;
      qemu) command -v qemu-x86_64 >/dev/null || echo qemu-user ;;
    esac
  done
}

has_header() {
  local folder
  for folder in /usr/include /usr/local/include "/usr/include/$(uname -m)-linux-gnu"; do
    [ ! -e "$folder/$1" ] || return 0
  done
  return 1
}

install_missing() {
  local packages as_root=()
  read -r -a packages <<<"$(missing_packages "$@" | tr '\n' ' ')"
  [ "${#packages[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    fail "missing: ${packages[*]} (Debian's names); install them with this system's package manager"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing: ${packages[*]}; as root, run: apt-get install ${packages[*]}"
    as_root=(sudo)
  fi
  say "Installing ${packages[*]}"
  ${as_root[@]+"${as_root[@]}"} apt-get update -qq </dev/null >&2 ||
    say "apt-get update failed; going on with the lists that are there"
  ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}" </dev/null >&2
}

require_swift
install_missing git compiler pkg-config libyaml zlib sqlite
