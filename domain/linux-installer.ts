/**
 * The installer of the agent for Linux: a POSIX shell script that takes the agent, and Node where the machine has none
 * that will do, from the console's package store, compares their SHA-256, enrols and starts the service. It needs sh,
 * curl or wget, and sha256sum; restic the agent takes by itself. Run again, it brings the agent up to date. The token
 * stands in the script and reaches the agent by its environment, never by an argument that other users could see.
 */
export interface LinuxInstallerOptions {
  /** Public address of the console without trailing slash. */
  consoleUrl: string
  /** Enrolment token. */
  token: string
}

/** Major version of Node below which the agent does not run. */
const MIN_NODE_MAJOR = 22
export const AGENT_FOLDER = '/opt/holdfast-agent'

export function buildLinuxInstaller({ consoleUrl, token }: LinuxInstallerOptions): string {
  return `#!/bin/sh
# Installs the Holdfast agent. Run as root: sh <this file>
# This file holds a secret that lets a machine join. Delete it when you are done.
set -eu
umask 077

console=${quoteForShell(consoleUrl)}
token=${quoteForShell(token)}
folder=${AGENT_FOLDER}

fail() {
  echo "holdfast-agent: $*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "run this as root, for instance with sudo"
[ "$(uname -s)" = Linux ] || fail "this package is for Linux"
command -v sha256sum >/dev/null || fail "sha256sum is missing: install coreutils"
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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

load "$console/agent/v1/packages" "$work/packages" || fail "the console at $console does not answer"
# One package a line.
tr '{' '\\n' <"$work/packages" >"$work/list"

member() {
  sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"
}

# take KIND FILE MODE [FILTER]: puts the package into place, checked.
take() {
  line=$(grep "\\"kind\\":\\"$1\\"" "$work/list" | grep "\${4:-.}" | head -n 1) || true
  [ -n "$line" ] || fail "the console has no $1 package for this machine ($architecture)"
  name=$(printf '%s\\n' "$line" | member name)
  sha256=$(printf '%s\\n' "$line" | member sha256)
  load "$console/agent/v1/packages/$name" "$work/file" || fail "$name cannot be loaded"
  echo "$sha256  $work/file" | sha256sum -c >/dev/null 2>&1 || fail "$name is damaged: its checksum differs"
  chmod "$3" "$work/file"
  mv "$work/file" "$2"
}

mkdir -p "$folder"
chmod 755 "$folder"
node=$(command -v node || true)
major=$([ -n "$node" ] && "$node" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$major" -lt ${MIN_NODE_MAJOR} ]; then
  take node "$folder/node" 755 "\\"platform\\":\\"linux\\".*\\"architecture\\":\\"$architecture\\""
  node=$folder/node
fi
take agent "$folder/holdfast-agent.mjs" 644

cat >"$work/holdfast-agent" <<EOF
#!/bin/sh
exec "$node" "$folder/holdfast-agent.mjs" "\\$@"
EOF
chmod 755 "$work/holdfast-agent"
mv "$work/holdfast-agent" /usr/local/bin/holdfast-agent

HOLDFAST_ENROL_TOKEN="$token" /usr/local/bin/holdfast-agent enrol --url "$console" --no-wait </dev/null
/usr/local/bin/holdfast-agent install </dev/null
`
}

/** One word for the shell, whatever is in it. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
