import type { CustomWelcomeEmailTemplate } from '../../ui/api/types.ts'

/** Who is welcomed: an organization, or one that is being made (no id yet), and the reseller it belongs to. */
export interface Welcomed {
  instanceUid: string
  resellerUid?: string | null | undefined
}

type Template = Pick<CustomWelcomeEmailTemplate, 'organizationUid' | 'organizationScope' | 'emailContent'>

/**
 * Whose words the mail begins with: the first of the organization itself, its reseller and the provider that has a
 * template decides, as the console does it; undefined: nobody's own.
 */
export function wordsOwner(welcomed: Welcomed, viewerUid: string, templates: readonly Template[]): string | undefined {
  const find = (uid: string | null | undefined, scope: Template['organizationScope']) =>
    uid ? templates.find((row) => row.organizationUid === uid && row.organizationScope === scope) : undefined
  const template =
    find(welcomed.instanceUid, 'CurrentObject') ??
    find(welcomed.resellerUid, 'ChildObjects') ??
    find(viewerUid, 'ChildObjects')
  return template?.emailContent ? template.organizationUid : undefined
}
