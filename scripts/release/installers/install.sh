#!/bin/sh
# Installs codex-login into a folder of yours: downloads the archive for this machine, checks it against
# SHA256SUMS before anything is unpacked, and puts the executable in place. Needs no root, changes nothing
# else, and leaves nothing behind where it fails or is interrupted.
set -eu

version=${CODEX_LOGIN_VERSION:-@VERSION@}
base_url=${CODEX_LOGIN_BASE_URL:-@DOWNLOAD_BASE@}
folder=${CODEX_LOGIN_INSTALL_DIR:-${HOME:-}/.local/bin}
oldest_glibc=@OLDEST_GLIBC@

usage() {
  cat <<USAGE
Usage: install.sh [--dir FOLDER] [--version VERSION] [--base-url URL]

Puts codex-login into FOLDER (default: ~/.local/bin). The environment can say the same:
CODEX_LOGIN_INSTALL_DIR, CODEX_LOGIN_VERSION, CODEX_LOGIN_BASE_URL.
USAGE
}

fail() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

child=
work=
staged=
made=
clean_up() {
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  [ -z "$work" ] || rm -rf "$work"
  [ -z "$staged" ] || rm -f "$staged"
  [ -n "$made" ] || return 0
  empty=$folder
  while rmdir "$empty" 2>/dev/null && [ "$empty" != "$made" ]; do empty=$(dirname "$empty"); done
}

# Sets target, or says why there is none for this machine.
find_target() {
  system=$(uname -s)
  machine=$(uname -m)
  case $machine in
    x86_64 | amd64) processor=x86_64 ;;
    aarch64 | arm64) processor=aarch64 ;;
    *) processor= ;;
  esac
  case $system in
    Darwin)
      # A shell for Intel may run on Apple's own processor.
      [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" != 1 ] || processor=aarch64
      target=$processor-apple-darwin
      ;;
    Linux)
      target=$processor-unknown-linux-gnu
      refuse_other_libc
      ;;
    MINGW* | MSYS* | CYGWIN*) fail "this is Windows: run install.ps1 in PowerShell instead." ;;
    *) processor= ;;
  esac
  [ -n "$processor" ] || fail "there is no codex-login for $system on $machine."
}

refuse_other_libc() {
  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null || true)
  case $libc in
    "glibc "*)
      found=${libc#glibc }
      minor=${found#*.}
      if [ "${found%%.*}" -eq "${oldest_glibc%%.*}" ] && [ "${minor%%.*}" -lt "${oldest_glibc#*.}" ]; then
        fail "codex-login needs glibc $oldest_glibc or later, and this system has $found. Sign in on" \
          "another machine and copy auth.json, or use a newer system or container."
      fi
      ;;
    *)
      case $(ldd --version 2>&1 || true) in
        *musl*)
          fail "this system has musl (as Alpine has) in glibc's place, and codex-login needs glibc" \
            "$oldest_glibc or later. Use a container with glibc, such as Debian's, or sign in on another" \
            "machine and copy auth.json."
          ;;
      esac
      ;;
  esac
}

refuse_plain_http() {
  case $base_url in
    https://* | http://127.0.0.1[:/]* | http://localhost[:/]*) ;;
    *) fail "the address to download from has to begin with https://, and it is $base_url." ;;
  esac
}

# In the background, so that a signal ends the wait at once.
download() {
  if has curl; then
    curl --fail --silent --show-error --location --proto-redir =https --output "$2" "$1" &
  elif has wget; then
    wget --quiet --output-document="$2" "$1" &
  else
    fail "curl or wget is needed to download codex-login."
  fi
  child=$!
  wait "$child" || {
    child=
    fail "$1 could not be downloaded."
  }
  child=
}

sum_of() {
  if has sha256sum; then
    sha256sum <"$1"
  elif has shasum; then
    shasum -a 256 <"$1"
  elif has openssl; then
    openssl dgst -sha256 -r <"$1"
  else
    fail "sha256sum, shasum or openssl is needed to check what was downloaded."
  fi
}

# Checks the archive, before anything of it is used.
check_sum() {
  wanted=$(awk -v name="$archive" '$2 == name { print $1 }' "$work/SHA256SUMS")
  [ "${#wanted}" -eq 64 ] || fail "SHA256SUMS does not have $archive; nothing was installed."
  actual=$(sum_of "$work/$archive")
  [ "${actual%% *}" = "$wanted" ] ||
    fail "$archive is not what SHA256SUMS says (cut, or changed on its way); nothing was installed."
}

# Beside its place and tried there, so that the last step is one rename.
put_in_place() {
  [ ! -d "$folder/codex-login" ] || fail "$folder/codex-login is a folder; remove it, or choose another --dir."
  if [ ! -d "$folder" ]; then
    made=$folder
    while [ ! -d "$(dirname "$made")" ]; do made=$(dirname "$made"); done
    mkdir -p "$folder" || fail "$folder cannot be made; choose another --dir."
  fi
  staged=$folder/.codex-login.$$
  { cp "$work/$stem/codex-login" "$staged" && chmod 755 "$staged"; } ||
    fail "$folder cannot be written to; choose another --dir."
  words=$("$staged" --version 2>&1) || fail "codex-login does not start on this machine: $words"
  mv -f "$staged" "$folder/codex-login"
  staged=
  made=
}

say_what_is_next() {
  printf 'codex-login %s is installed: %s\n' "$version" "$folder/codex-login"
  case :$PATH: in
    *":$folder:"* | *":$folder/:"*)
      found=$(command -v codex-login || true)
      found=${found%/codex-login}
      [ "${found%/}" = "$folder" ] ||
        printf 'Another one comes first in your PATH: %s\n' "$found/codex-login"
      ;;
    *)
      printf 'Add its folder to your PATH, in ~/.profile or what your shell reads:\n'
      # shellcheck disable=SC2016 # for the reader's shell
      printf '  export PATH="%s:$PATH"\n' "$folder"
      ;;
  esac
  printf 'Sign in with: codex-login\n'
}

main() {
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --dir | --version | --base-url) [ -n "${2:-}" ] || fail "$1 takes a value. See --help." ;;
      *) fail "unknown option $1. See --help." ;;
    esac
    case $1 in
      --dir) folder=$2 ;;
      --version) version=$2 ;;
      --base-url) base_url=$2 ;;
    esac
    shift 2
  done
  case $folder in
    /.local/bin) fail "HOME is not set; name a folder with --dir." ;;
    /*) ;;
    *) folder=$PWD/$folder ;;
  esac
  [ "$folder" = / ] || folder=${folder%/}
  for tool in uname mktemp awk tar dirname; do
    has "$tool" || fail "$tool is needed to install codex-login."
  done
  refuse_plain_http
  find_target
  version=${version#v}
  stem=codex-login-$version-$target
  archive=$stem.tar.gz
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  work=$(mktemp -d) || fail "no temporary folder can be made; set TMPDIR."
  download "$base_url/v$version/SHA256SUMS" "$work/SHA256SUMS"
  download "$base_url/v$version/$archive" "$work/$archive"
  check_sum
  tar -xzf "$work/$archive" -C "$work" "$stem/codex-login" || fail "$archive could not be unpacked."
  put_in_place
  say_what_is_next
}

# Only here does anything happen: a script that was cut on its way does nothing.
main "$@"
