/** How an organization sends mail: its own settings, and the way that follows from them and from those above. */
import { sql } from 'drizzle-orm'
import { auditChanges, HIDDEN } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  NOTIFICATION_CHANGEABLE,
  type NotificationSettings,
  notificationAlarmsSettings,
  notificationBillingSettings,
  notificationDiscoverySettings,
  notificationLicenseSettings,
  patchedNotificationSettings,
  type SmtpSettingsInput,
} from '../../contract/organizations/configuration-mail.ts'
import { retryChange } from '../../db/retry-change.ts'
import type { Env } from '../../env.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import { findMailWay } from '../../mail/mail-way.ts'
import type { ChainLink, StoredNotification } from '../../mail/organization-chain.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { type ByOrganization, findConfigured, writeConfiguration } from './configured.ts'
import { hasSignIn, mayKeepPassword, readSmtpSettings, toSmtpSettings } from './smtp-input.ts'

export async function getNotificationSettings(
  request: ByOrganization,
): Promise<Result<NotificationSettings, ApiFailure>> {
  const found = await findConfigured(request, request.params.organizationUid)
  return found.ok ? ok(toWire(request.env, found.value.chain)) : found
}

export async function patchNotificationSettings(
  request: ByOrganization,
): Promise<Result<NotificationSettings, ApiFailure>> {
  const changed = await retryChange(() => changeOnce(request))
  // What waited for better settings goes now.
  if (changed.ok) deliverSoon(request)
  return changed
}

async function changeOnce(request: ByOrganization): Promise<Result<NotificationSettings, ApiFailure> | null> {
  const { db, env, now } = request
  const found = await findConfigured(request, request.params.organizationUid)
  if (!found.ok) return found
  const { own, chain } = found.value
  const before = toWire(env, chain)
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedNotificationSettings,
    allowed: NOTIFICATION_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const { smtp: wantedSmtp, mailWay: _way, ...notification } = patched.value
  if (notification.level === 'Unknown')
    return fail({ code: 'invalid_input', message: '"level" must be one of all, summary, disabled.', property: 'level' })
  const smtp = wantedSmtp === null ? ok(null) : await changedSmtp(env, own, wantedSmtp)
  if (!smtp.ok) return smtp
  const stored = onlyTexts(notification)
  const next: ChainLink = {
    ...own,
    notification: stored,
    smtp: smtp.value?.smtp ?? null,
    smtpSecretSealed: smtp.value?.sealed ?? null,
  }
  const after = toWire(env, [next, ...chain.slice(1)])
  const isUntouched = JSON.stringify(before) === JSON.stringify(after) && own.smtpSecretSealed === next.smtpSecretSealed
  if (isUntouched) return ok(before)
  const isWritten = await writeConfiguration(request, {
    own,
    set: {
      notification: JSON.stringify(stored),
      smtp: next.smtp === null ? null : JSON.stringify(next.smtp),
      smtpSecretSealed: next.smtpSecretSealed,
    },
    also: [
      db.run(sql`UPDATE mails SET next_attempt_at = ${now} WHERE status = 'deferred' AND organization_uid IN
        (SELECT uid FROM organizations WHERE uid = ${own.uid} OR reseller_uid = ${own.uid} OR ${own.type} = 'Provider')`),
    ],
    audit: {
      kind: 'MailSettingsEdited',
      target: { type: 'MailSettings', uid: own.uid },
      details: { name: own.name },
      changes: {
        ...auditChanges(before, after),
        ...(own.smtpSecretSealed === next.smtpSecretSealed ? {} : { 'smtp.password': { from: HIDDEN, to: HIDDEN } }),
      },
    },
  })
  return isWritten ? ok(after) : null
}

/** The settings to be stored, with a password that is new, kept, or none. */
async function changedSmtp(env: Env, own: ChainLink, wanted: SmtpSettingsInput) {
  const read = await readSmtpSettings(env, own.uid, wanted, 'smtp.')
  if (!read.ok) return read
  const { smtp, sealed } = read.value
  if (!hasSignIn(smtp)) return ok({ smtp, sealed: null })
  if (sealed !== null) return ok({ smtp, sealed })
  if (own.smtp !== null && own.smtpSecretSealed !== null && mayKeepPassword(own.smtp, smtp))
    return ok({ smtp, sealed: own.smtpSecretSealed })
  if (smtp.oAuth2 !== undefined) {
    const property = 'smtp.oAuth2Credential.refreshToken'
    return fail<ApiFailure>({ code: 'invalid_input', message: `"${property}" must be given.`, property })
  }
  if (own.smtp === null || own.smtpSecretSealed === null) return ok({ smtp, sealed: null })
  const property = 'smtp.passwordCredential.password'
  const message = `"${property}" must be given again with another server, user or TLS mode.`
  return fail<ApiFailure>({ code: 'invalid_input', message, property })
}

function toWire(env: Env, chain: readonly ChainLink[]): NotificationSettings {
  const [own] = chain
  const { billing, discovery, alarms, license, level, defaultSenderName, defaultFrom, language } =
    own?.notification ?? {}
  const way = findMailWay(env, chain)
  return {
    billing: billing ?? notificationBillingSettings.parse({}),
    discovery: discovery ?? notificationDiscoverySettings.parse({}),
    alarms: alarms ?? notificationAlarmsSettings.parse({}),
    license: license ?? notificationLicenseSettings.parse({}),
    smtp: own?.smtp ? toSmtpSettings(own.smtp) : null,
    level: level ?? 'disabled',
    defaultSenderName: defaultSenderName ?? null,
    defaultFrom: defaultFrom ?? null,
    language: language ?? null,
    mailWay: way.kind === 'smtp' && way.isInherited ? 'inheritedSmtp' : way.kind,
  }
}

/** Blank texts count as none. */
function onlyTexts(notification: StoredNotification): StoredNotification {
  const blankToNull = (_name: string, value: unknown) =>
    typeof value === 'string' && value.trim() === '' ? null : value
  return JSON.parse(JSON.stringify(notification, blankToNull)) as StoredNotification
}
