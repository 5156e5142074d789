import { fail, ok } from '../../../domain/result.ts'
import type { ApiRequest } from '../../http/route.ts'
import {
  computerJobsSource,
  computersSource,
  isKnownComputer,
  latestRestorePointsSource,
  restorePointsSource,
} from './queries.ts'

type Request = ApiRequest<{ backupAgentUid: string }>

export async function listComputers({ scope, db }: ApiRequest) {
  return ok(computersSource(scope, db))
}

export async function listComputerJobs({ scope, db }: ApiRequest) {
  return ok(computerJobsSource(scope, db))
}

export async function listRestorePoints({ scope, db }: ApiRequest) {
  return ok(restorePointsSource(scope, db))
}

export async function listLatestRestorePoints({ scope, db }: ApiRequest) {
  return ok(latestRestorePointsSource(scope, db))
}

export async function listJobsOfComputer({ scope, db, params }: Request) {
  const isKnown = await isKnownComputer(scope, db, params.backupAgentUid)
  return isKnown ? ok(computerJobsSource(scope, db, params.backupAgentUid)) : fail(NOT_FOUND)
}

export async function listRestorePointsOfComputer({ scope, db, params }: Request) {
  const isKnown = await isKnownComputer(scope, db, params.backupAgentUid)
  return isKnown ? ok(restorePointsSource(scope, db, params.backupAgentUid)) : fail(NOT_FOUND)
}

const NOT_FOUND = { code: 'not_found', what: 'The computer' } as const
