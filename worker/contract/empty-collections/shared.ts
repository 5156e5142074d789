/** What items of several empty collections have in common. The notation is read by compact-schema.ts. */

export const SHARED_ITEMS = {
  VcdOrganization: `
    instanceUid? uid, urn? text, name? text, vcdServerUid? uid, backupServerUid? uid, hostedBackupServer? bool,
    canBeMappedAsHostedResource? bool`,
  VcdOrganizationDataCenter: `
    instanceUid? uid, urn? text, vcdOrganizationUid? uid, vcdOrganizationName? text, vcdServerUid? uid,
    backupServerUid? uid, name? text`,
  VcdOrganizationUser: 'instanceUid? text, vcdOrganizationUid? uid, name? text, backupServerUid? uid',
  VcdServer: 'instanceUid? uid, backupServerUid? uid, name? text',
} as const
