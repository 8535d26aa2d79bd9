#!/usr/bin/env bash
# Fetches snac2, a small server that speaks Mastodon's API, into a cache folder. Nothing of the system is changed: apt works
# with lists and a cache of its own, and the package is only unpacked. Its libraries (curl, json, openssl) are in every Debian.
set -euo pipefail

cache="${MEYDAN_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/meydan/servers}"
if command -v snac >/dev/null || [ -x "$cache/snac/usr/bin/snac" ]; then
  echo "snac is here"
  exit 0
fi
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "snac2 is fetched with apt-get and dpkg-deb, which are not here: install snac (https://codeberg.org/grunfink/snac2)" >&2
  exit 1
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/parts"
cat > "$work/sources.list" <<'LIST'
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm-backports main
LIST
apt=(apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o "Dir::Etc::SourceParts=$work/parts"
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)")
"${apt[@]}" update
(cd "$work" && "${apt[@]}" download snac2/bookworm-backports)
mkdir -p "$cache"
dpkg-deb -x "$work"/snac2_*.deb "$cache/snac"
"$cache/snac/usr/bin/snac" 2>&1 | head -n 1
