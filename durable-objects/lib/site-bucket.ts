/** The bucket of a site by the name of its binding ("SITE_1"), which is what directory and ledger keep. */
export function siteBucket(env: object, bucketBinding: string): R2Bucket {
  const bucket: unknown = /^SITE_\d+$/.test(bucketBinding) ? Reflect.get(env, bucketBinding) : undefined
  if (!isBucket(bucket)) throw new Error(`The Worker has no bucket bound as ${bucketBinding}`)
  return bucket
}

function isBucket(value: unknown): value is R2Bucket {
  return typeof value === 'object' && value !== null && 'put' in value && 'head' in value
}
