#!/bin/bash
# The first step of action.yml: names the program, or fetches a release of it.
set -euo pipefail

fail() {
  printf '::error title=mailadvisor::%s\n' "$1"
  exit 2
}

# found FILE: the program for the steps to come.
found() {
  printf 'binary=%s\n' "$1" >>"$GITHUB_OUTPUT"
  "$1" version
}

if [ -n "$BINARY" ]; then
  binary=$(command -v -- "$BINARY") || fail "binary: there is no program $BINARY"
  case $binary in
    /* | ?:*) ;;
    *) binary=$PWD/$binary ;;
  esac
  found "$binary"
  exit
fi
[ -n "$VERSION" ] || fail "Name the release to install (version), or a program that is there (binary)."
version=${VERSION#v}

suffix=tar.gz program=mailadvisor
case $RUNNER_OS in
  Linux) system=linux ;;
  macOS) system=darwin ;;
  Windows) system=windows suffix=zip program=mailadvisor.exe ;;
  *) fail "There is no release for $RUNNER_OS." ;;
esac
case $RUNNER_ARCH in
  X64) system+=_amd64 ;;
  ARM64) system+=_arm64 ;;
  *) fail "There is no release for $RUNNER_ARCH." ;;
esac
name=mailadvisor_${version}_$system
if [ -z "$RELEASE" ]; then
  [ -n "$REPOSITORY" ] || fail "A copy of the action in one's own repository does not know where releases are: name their address (release)."
  RELEASE=$GITHUB_SERVER_URL/$REPOSITORY/releases/download/v$version
fi

dir=$(mktemp -d "$RUNNER_TEMP/mailadvisor.XXXXXX")
# fetch NAME: a file of the release.
fetch() {
  curl --fail --silent --show-error --location --proto-redir =https --retry 3 --max-time 300 --output "$dir/$1" "${RELEASE%/}/$1" ||
    fail "${RELEASE%/}/$1 cannot be fetched."
}
fetch "$name.$suffix"
if [ -z "$SHA256" ]; then
  fetch SHA256SUMS
  SHA256=$(awk -v name="$name.$suffix" '$2 == name || $2 == "*" name {print $1}' "$dir/SHA256SUMS")
  [ -n "$SHA256" ] || fail "SHA256SUMS does not name $name.$suffix."
fi
sum() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
read -r got _ < <(sum <"$dir/$name.$suffix")
[ "$got" = "$SHA256" ] || fail "$name.$suffix is not what was released: its SHA-256 is $got, not $SHA256."
case $suffix in
  zip) unzip -q "$dir/$name.zip" -d "$dir" ;;
  *) tar -xzf "$dir/$name.tar.gz" -C "$dir" ;;
esac
found "$dir/$name/$program"
