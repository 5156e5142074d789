/** Time zones come from the runtime, not from a table; D1 only filters, sorts and pages them as it does every list. */
import { type SQL, sql } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { listTimeZones } from '../../../domain/time-zone-list.ts'
import type { TimeZone } from '../../contract/reference-lists/reference-lists.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { numberField, textField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'

const table = sqliteTable('time_zones', {
  timeZone: text('time_zone').primaryKey(),
  displayName: text('display_name').notNull(),
  utcOffsetMinutes: integer('utc_offset_minutes').notNull(),
})

/** The list as rows: one bound value, read by json_each. */
function listedAt(atMs: number): SQL {
  const rows = listTimeZones(atMs).map((zone) => [zone.timeZone, zone.displayName, zone.utcOffsetMinutes])
  return sql`(SELECT json_extract(value, '$[0]') AS time_zone, json_extract(value, '$[1]') AS display_name,
    json_extract(value, '$[2]') AS utc_offset_minutes FROM json_each(${JSON.stringify(rows)})) AS ${table}`
}

export function timeZonesSource(db: Db, now: number): PageSource<TimeZone> {
  const timeZones = defineCollection({
    name: null,
    from: listedAt(now),
    key: table.timeZone,
    columns: {
      timeZone: table.timeZone,
      displayName: table.displayName,
      utcOffsetMinutes: table.utcOffsetMinutes,
    },
    fields: {
      timeZoneId: textField(table.timeZone),
      displayName: textField(table.displayName),
      utcOffset: numberField(table.utcOffsetMinutes),
    },
    defaultSort: [ascending('utcOffset'), ascending('timeZoneId')],
    toItem: (row): TimeZone => ({
      timeZoneId: row.timeZone,
      displayName: row.displayName,
      utcOffset: row.utcOffsetMinutes,
    }),
  })
  return timeZones.source(db, { where: undefined, context: undefined })
}
