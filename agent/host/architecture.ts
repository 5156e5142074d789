/** One name per processor kind, whatever its maker, Go, Node or Debian call it. */
export function normalArchitecture(name: string): string {
  const lower = name.toLowerCase()
  if (['x64', 'x86_64', 'amd64'].includes(lower)) return 'x64'
  if (['arm64', 'aarch64'].includes(lower)) return 'arm64'
  if (['ia32', 'x86', 'i386', 'i686', '386'].includes(lower)) return 'x86'
  return lower
}
