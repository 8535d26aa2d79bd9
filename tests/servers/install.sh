#!/usr/bin/env bash
# Brings the servers of `make test-servers` to a Debian machine: PostgreSQL from its packages, and snac2, a small server
# that speaks Mastodon's API, unpacked into a cache folder. What is here already is left alone.
set -euo pipefail

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

need_apt() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null && return
  echo "$1 is installed with apt-get, which is not here: install it yourself" >&2
  exit 1
}

if ! compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && ! command -v initdb >/dev/null; then
  need_apt PostgreSQL
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y postgresql >/dev/null
fi

cache="${MEYDAN_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/meydan/servers}"
if command -v snac >/dev/null || [ -x "$cache/snac/usr/bin/snac" ]; then
  exit 0
fi
need_apt snac2
# The package comes from the machine's own mirror through lists of our own: snac2 is in the backports of some releases only.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/parts"
release="$(. /etc/os-release && echo "$VERSION_CODENAME")"
mirror="$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk -v release="$release" '$2 == release {print $1; exit}')"
for suite in "$release" "$release-backports"; do
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
done > "$work/sources.list"
apt=(apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o "Dir::Etc::SourceParts=$work/parts"
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)")
"${apt[@]}" update
(cd "$work" && ("${apt[@]}" download snac2 2>/dev/null || "${apt[@]}" download "snac2/$release-backports"))
mkdir -p "$cache"
dpkg-deb -x "$work"/snac2_*.deb "$cache/snac"
