/**
 * The installer of the agent for Linux: a POSIX shell script that takes the agent, and Node where the machine has none
 * that will do, from the console's package store, compares their SHA-256, enrols and starts the service. It needs sh,
 * curl or wget, and a program that makes SHA-256 sums; restic the agent takes by itself. Run again it brings the agent
 * up to date. The token stands in the script and reaches the agent by a file that only root can read, never by an
 * argument that other users of the machine could see.
 */
export interface LinuxInstallerOptions {
  /** Public address of the console without trailing slash. */
  consoleUrl: string
  /** Enrolment token. */
  token: string
}

/** Major version of Node below which the agent does not run. */
const MIN_NODE_MAJOR = 22
const AGENT_FOLDER = '/opt/holdfast-agent'

export function buildLinuxInstaller({ consoleUrl, token }: LinuxInstallerOptions): string {
  return `#!/bin/sh
# Installs the Holdfast agent. Run as root: sh <this file>
#   --no-service      do not set the service up (containers, other service managers)
#   --folder FOLDER   put the programs there; with --no-service this needs no root, and leaves /usr/local/bin alone
#   --state FOLDER    where the agent keeps what it must remember
# This file holds a secret that lets a machine join. Delete it when you are done.
set -eu
umask 077

console=${quoteForShell(consoleUrl)}
token=${quoteForShell(token)}
folder=${AGENT_FOLDER}
service=yes
state=

fail() {
  echo "holdfast-agent: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case "$1" in
    --no-service) service=no ;;
    --folder | --state)
      case "\${2:-}" in
        /*) ;;
        *) fail "$1 needs an absolute path" ;;
      esac
      if [ "$1" = --folder ]; then folder=$2; else state=$2; fi
      shift
      ;;
    *) fail "'$1' is not understood: --no-service, --folder FOLDER or --state FOLDER" ;;
  esac
  shift
done

[ "$(uname -s)" = Linux ] || fail "this package is for Linux"
if [ "$folder" = ${AGENT_FOLDER} ] || [ $service = yes ]; then
  [ "$(id -u)" = 0 ] || fail "run this as root, for instance with sudo"
fi
case "$(uname -m)" in
  x86_64 | amd64) architecture=x64 ;;
  aarch64 | arm64) architecture=arm64 ;;
  *) architecture=$(uname -m) ;;
esac

if command -v curl >/dev/null; then
  load() { curl -fsSL --retry 3 -o "$2" "$1"; }
elif command -v wget >/dev/null; then
  load() { wget -q -O "$2" "$1"; }
else
  fail "neither curl nor wget is here: install one of them"
fi
if command -v sha256sum >/dev/null; then
  digest() { sha256sum <"$1" | cut -d ' ' -f 1; }
elif command -v openssl >/dev/null; then
  digest() { openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1; }
else
  fail "neither sha256sum nor openssl is here: install coreutils"
fi

mkdir -p "$folder"
chmod 755 "$folder"
work=$(mktemp -d "$folder/.install.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

load "$console/agent/v1/packages" "$work/packages" || fail "the console at $console does not answer"
# One package a line.
tr '{' '\\n' <"$work/packages" >"$work/list"

member() {
  sed -n 's/.*"'"$1"'":"\\([^"]*\\)".*/\\1/p'
}

# take KIND FILE MODE [FILTER...]: puts the package into place, checked.
take() {
  kind=$1 file=$2 mode=$3
  shift 3
  grep '"kind":"'"$kind"'"' "$work/list" >"$work/found" || true
  for filter in "$@"; do
    grep "$filter" "$work/found" >"$work/narrowed" || true
    mv "$work/narrowed" "$work/found"
  done
  name=$(head -n 1 "$work/found" | member name)
  sha256=$(head -n 1 "$work/found" | member sha256)
  [ -n "$name" ] && [ -n "$sha256" ] || fail "the console has no $kind package for this machine ($architecture)"
  if [ -f "$file" ] && [ "$(digest "$file")" = "$sha256" ]; then return 0; fi
  load "$console/agent/v1/packages/$name" "$work/file" || fail "$name cannot be loaded"
  [ "$(digest "$work/file")" = "$sha256" ] || fail "$name is damaged: its checksum differs"
  chmod "$mode" "$work/file"
  mv -f "$work/file" "$file"
}

major_of() {
  "$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0
}

node=
for candidate in "$(command -v node || true)" "$folder/node"; do
  if [ -x "$candidate" ] && [ "$(major_of "$candidate")" -ge ${MIN_NODE_MAJOR} ]; then
    node=$candidate
    break
  fi
done
if [ -z "$node" ]; then
  node=$folder/node
  take node "$node" 755 '"platform":"linux"' '"architecture":"'"$architecture"'"'
  [ "$(major_of "$node")" -ge ${MIN_NODE_MAJOR} ] ||
    fail "the console's Node does not run here (it needs glibc): install Node ${MIN_NODE_MAJOR} or newer yourself"
fi
take agent "$folder/holdfast-agent.mjs" 644

agent=$folder/holdfast-agent
cat >"$work/holdfast-agent" <<EOF
#!/bin/sh
exec "$node" "$folder/holdfast-agent.mjs" "\\$@"
EOF
chmod 755 "$work/holdfast-agent"
mv -f "$work/holdfast-agent" "$agent"
if [ "$folder" = ${AGENT_FOLDER} ]; then
  mkdir -p /usr/local/bin
  ln -sf "$agent" /usr/local/bin/holdfast-agent
fi

# One that runs already holds its state; it comes back below.
if [ $service = yes ] && [ -d /run/systemd/system ] && [ -f /etc/systemd/system/holdfast-agent.service ]; then
  systemctl stop holdfast-agent || true
fi

printf '%s\\n' "$token" >"$work/token"
set --
if [ -n "$state" ]; then set -- --state "$state"; fi
"$agent" enrol --url "$console" --token-file "$work/token" --no-wait "$@"
if [ $service = yes ]; then
  "$agent" install "$@"
else
  echo "Start it with: $agent run $*" >&2
fi
`
}

/** One word for the shell, whatever is in it. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
