const FORM = /^hfa\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/

export interface AgentCredential {
  companyUid: string
  managementAgentUid: string
  secret: string
}

/** `hfa.<companyUid>.<managementAgentUid>.<secret>`; null when it is none. */
export function parseCredential(credential: string): AgentCredential | null {
  const [, companyUid, managementAgentUid, secret] = FORM.exec(credential) ?? []
  if (companyUid === undefined || managementAgentUid === undefined || secret === undefined) return null
  return { companyUid, managementAgentUid, secret }
}
