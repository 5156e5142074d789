/** What the agent endpoint answers when it refuses: the error form of the API, a sentence for a log on some machine. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  const type =
    status === 401 || status === 403 ? 'security' : status === 429 || status === 413 ? 'transport' : 'logical'
  return Response.json({ errors: [{ message, type, code: status }] }, { status, headers })
}
