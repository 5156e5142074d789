export const DEFAULT_LOG_RETENTION_DAYS = 92

export async function readLogRetentionDays(d1: D1Database): Promise<number> {
  const row = await d1.prepare('SELECT retention_days AS days FROM log_settings').first<{ days: number }>()
  return row?.days ?? DEFAULT_LOG_RETENTION_DAYS
}
