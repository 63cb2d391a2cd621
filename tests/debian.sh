#!/bin/sh
# What the tests need beside Python: PostgreSQL, Chromium, a font, and what draws a PDF.
set -eu
packages="postgresql chromium fonts-liberation libpango-1.0-0 libpangoft2-1.0-0"
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -eq 0 ]; then
  echo "Installing Debian packages:$missing"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "Not installed:$missing. Tests that need them are skipped and say so. As root: apt-get install$missing"
fi
