/** A provider tried out: what it sends and what the rules make of it, kept for the administrator who asked. No session. */
import { and, eq, lt, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { VerifiedPerson } from '../../auth/sso/claims.ts'
import { SIGN_IN_LIFETIME_MS } from '../../auth/sso/sign-in-state.ts'
import { toWireTime, toWireTimeOrNull } from '../../contract/common.ts'
import { type SignInTest, signInTest } from '../../contract/single-sign-on/sign-in.ts'
import { auditStatement } from '../../db/audit.ts'
import { type Db, runBatch } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { identityProviders, signInTests as table } from '../../db/schema/single-sign-on.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { PROVIDER_NOT_FOUND } from './provider-columns.ts'
import type { ProviderRow } from './provider-settings.ts'
import { findProviderRow, type ProviderPath } from './queries.ts'
import type { Resolution } from './resolve-person.ts'

const KEPT_MS = 24 * 3_600_000
export type TestRow = typeof table.$inferSelect

const result = signInTest
  .pick({ errorMessage: true, subject: true, claims: true, rules: true, signIn: true, explanation: true })
  .partial()
type TestResult = z.output<typeof result>

export async function startTest(request: ApiRequest<ProviderPath>): Promise<Result<SignInTest, ApiFailure>> {
  const { db, scope, params, now } = request
  const provider = await findProviderRow(scope, db, params)
  if (provider === null) return fail(PROVIDER_NOT_FOUND)
  const row: TestRow = {
    uid: newUid(),
    providerUid: provider.uid,
    userUid: scope.userUid,
    status: 'Pending',
    result: '{}',
    createdAt: now,
    finishedAt: null,
  }
  await runBatch(db, [
    db.delete(table).where(lt(table.createdAt, now - KEPT_MS)),
    db.insert(table).values(row),
    auditStatement(db, request, {
      organizationUid: provider.organizationUid,
      kind: 'IdentityProviderTested',
      target: { type: 'IdentityProvider', uid: provider.uid },
      details: { name: provider.name },
    }),
  ])
  return ok(toWire(row, provider.name, now))
}

export async function getTest(
  request: ApiRequest<ProviderPath & { testUid: string }>,
): Promise<Result<SignInTest, ApiFailure>> {
  const { db, scope, params, now } = request
  const provider = await findProviderRow(scope, db, params)
  const row = provider === null ? null : await findTest(db, provider.uid, params.testUid)
  if (provider === null || row === null) return fail({ code: 'not_found', what: 'The test' })
  return ok(toWire(row, provider.name, now))
}

export async function findTest(db: Db, providerUid: string, testUid: string): Promise<TestRow | null> {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, testUid), eq(table.providerUid, providerUid)))
    .get()
  return row ?? null
}

export function isTestOpen(row: TestRow, now: number): boolean {
  return row.status === 'Pending' && row.createdAt + SIGN_IN_LIFETIME_MS > now
}

function toWire(row: TestRow, providerName: string, now: number): SignInTest {
  const kept = result.parse(JSON.parse(row.result))
  const isOver = row.status === 'Pending' && !isTestOpen(row, now)
  return {
    testUid: row.uid,
    status: isOver ? 'Expired' : row.status,
    startUrl: `/sso/${encodeURIComponent(providerName)}/test/${row.uid}`,
    createdAt: toWireTime(row.createdAt),
    finishedAt: toWireTimeOrNull(row.finishedAt),
    errorMessage: kept.errorMessage ?? null,
    subject: kept.subject ?? null,
    claims: kept.claims ?? {},
    rules: kept.rules ?? [],
    signIn: kept.signIn ?? null,
    explanation: kept.explanation ?? (isOver ? 'Nobody finished this test in time.' : 'Waiting for the browser.'),
  }
}

/** A test that succeeds completes the configuration. */
export async function recordTest(
  db: Db,
  provider: ProviderRow,
  testUid: string,
  outcome: { person: VerifiedPerson; resolution: Resolution } | { errorMessage: string },
  now: number,
): Promise<void> {
  const isOk = 'person' in outcome
  const kept: TestResult = isOk
    ? describe(outcome.person, outcome.resolution)
    : { errorMessage: outcome.errorMessage, explanation: 'The answer of the provider was refused.' }
  await runBatch(db, [
    db
      .update(table)
      .set({ status: isOk ? 'Succeeded' : 'Failed', result: JSON.stringify(kept), finishedAt: now })
      .where(and(eq(table.uid, testUid), eq(table.status, 'Pending'))),
    ...(isOk
      ? [
          db
            .update(identityProviders)
            .set({ isCompleted: true, updatedAt: sql`max(${now}, ${identityProviders.updatedAt} + 1)` })
            .where(and(eq(identityProviders.uid, provider.uid), eq(identityProviders.isCompleted, false))),
        ]
      : []),
  ])
}

function describe(person: VerifiedPerson, { verdicts, dead, resolved }: Resolution): TestResult {
  return {
    subject: person.subject,
    claims: Object.fromEntries([...person.claims].map(([name, values]) => [name, [...values]])),
    rules: verdicts.map(({ rule, isMatch, explanation }) => ({
      instanceUid: rule.uid,
      name: rule.name,
      isMatch: isMatch && !dead.has(rule.uid),
      explanation: dead.get(rule.uid) ?? explanation,
    })),
    signIn:
      resolved === null
        ? null
        : {
            ruleUid: resolved.rule.uid,
            ruleName: resolved.rule.name,
            role: resolved.rule.role,
            organizationUid: resolved.place.organizationUid,
            organizationName: resolved.place.organizationName,
            userName: resolved.user?.userName ?? resolved.profile.userName,
            isNewUser: resolved.user === null,
          },
    explanation:
      resolved === null
        ? 'The provider answered as it should; no rule gives this person a role.'
        : `The rule "${resolved.rule.name}" would sign this person in.`,
  }
}
