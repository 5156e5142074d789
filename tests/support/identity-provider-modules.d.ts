/** The parts of two untyped packages that the tests use. */

declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Account {
    accountId: string
    claims(): Promise<Record<string, unknown>>
  }
  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    callback(): (request: IncomingMessage, response: ServerResponse) => void
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ params: Record<string, unknown>; prompt: { name: string } }>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
      options?: { mergeWithLastSubmission: boolean },
    ): Promise<void>
    on(event: string, listener: (...values: unknown[]) => void): this
    Grant: new (members: {
      accountId: string
      clientId: string
    }) => { addOIDCScope(scope: string): void; save(): Promise<string> }
  }
  export type { Account }
}

declare module 'samlp' {
  interface ProfileMapper {
    getClaims(): Record<string, string | string[]>
    getNameIdentifier(): { nameIdentifier: string; nameIdentifierFormat?: string }
  }
  const samlp: {
    getSamlResponse(
      options: Record<string, unknown> & { profileMapper: (user: unknown) => ProfileMapper },
      user: unknown,
      callback: (error: Error | null, response: string) => void,
    ): void
    parseRequest(
      request: { method: string; query: Record<string, string>; originalUrl?: string },
      options: Record<string, unknown>,
      callback: (
        error: Error | null,
        data?: { id?: string; issuer?: string; assertionConsumerServiceURL?: string; destination?: string },
      ) => void,
    ): void
  }
  export default samlp
}
