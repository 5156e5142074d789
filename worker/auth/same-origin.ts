/** Whether a request comes from a page of the console itself: a cookie is sent along by other sites' pages too. */

/** Proof: the browser says so, or names our origin. */
export function isProvenSameOrigin(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = headers.get('origin')
  return origin !== null && publicUrl !== '' && origin === new URL(publicUrl).origin
}

/** A browser on another origin; programs, which say nothing, are none. */
export function isCrossOrigin(headers: Headers, publicUrl: string): boolean {
  const isSilent = headers.get('sec-fetch-site') === null && headers.get('origin') === null
  return !isSilent && !isProvenSameOrigin(headers, publicUrl)
}
