/**
 * Filter properties beyond v3 by which the portals' scope bar limits a list whose rows do not carry them: the reseller of
 * the row's company, and the location of its computer. Found through the organization's key, so that they cost a look
 * each and no column.
 */
import { type SQLWrapper, sql } from 'drizzle-orm'
import { type Field, uidField } from './fields.ts'

/** The reseller that an organization belongs to, or is. */
export function resellerField(organizationUid: SQLWrapper): Field {
  return uidField(sql`(SELECT CASE scoped.type WHEN 'Reseller' THEN scoped.uid ELSE scoped.reseller_uid END
    FROM organizations scoped WHERE scoped.uid = ${organizationUid})`)
}
