/**
 * Application-aware processing of databases, as v3 writes it. Backups of files do none of it: what asks only to try is
 * kept and has no effect, what demands success is refused (docs/jobs.md).
 */
import { z } from 'zod'

const processingType = z.enum(['DisableProcess', 'RequireSuccess', 'TryProcess']).default('DisableProcess')

const databaseCredentials = z
  .object({ username: z.string(), password: z.string().nullable().optional() })
  .meta({ id: 'LinuxBaseCredentials' })

export const linuxApplicationSettings = z
  .object({
    oracleAapSettings: z
      .object({
        processingType,
        credentials: databaseCredentials.optional(),
        truncationConfig: z
          .object({
            truncationMode: z.enum(['TruncateByAge', 'TruncateBySize', 'TruncateDisabled']).default('TruncateDisabled'),
            sizeGB: z.int().nullable().default(10),
            lifeTimeHours: z.int().nullable().default(24),
          })
          .meta({ id: 'LinuxOracleArchivedLogsTruncationConfig' })
          .optional(),
        useOracleCredentials: z.boolean().default(false),
      })
      .meta({ id: 'LinuxOracleApplicationAwareProcessingSettings' })
      .optional(),
    mySqlAapSettings: z
      .object({
        processingType,
        credentials: databaseCredentials.optional(),
        authType: z.enum(['MySQLPassword', 'MySQLPasswordFile']).default('MySQLPassword'),
        passwordFilePath: z.string().nullable().optional(),
      })
      .meta({ id: 'LinuxMySqlApplicationAwareProcessingSettings' })
      .optional(),
    postgreSqlAapSettings: z
      .object({
        processingType,
        credentials: databaseCredentials.optional(),
        authType: z.enum(['PSQLPassword', 'PSQLPasswordFile', 'PSQLPeer']).default('PSQLPassword'),
      })
      .meta({ id: 'LinuxPostgreSqlApplicationAwareProcessingSettings' })
      .optional(),
  })
  .meta({ id: 'LinuxJobApplicationAwareProcessingSettings' })
