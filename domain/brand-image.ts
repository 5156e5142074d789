/**
 * What may be an image of a brand: raster files only, since they are shown on sign-in pages, and no larger than their place.
 * Sizes in pixels are those of the product model.
 */
import { fail, ok, type Result } from './result.ts'

export type BrandImageKind = 'loginLogo' | 'loginGraphic' | 'portalLogo' | 'reportLogo' | 'favicon'

interface ImageLimits {
  width: number
  height: number
  sizeBytes: number
}

export const IMAGE_LIMITS: Readonly<Record<BrandImageKind, ImageLimits>> = {
  loginLogo: { width: 48, height: 48, sizeBytes: 64 * 1024 },
  loginGraphic: { width: 756, height: 450, sizeBytes: 512 * 1024 },
  portalLogo: { width: 400, height: 32, sizeBytes: 128 * 1024 },
  reportLogo: { width: 200, height: 45, sizeBytes: 128 * 1024 },
  favicon: { width: 48, height: 48, sizeBytes: 64 * 1024 },
}

export type BrandImageType = 'image/png' | 'image/x-icon'

const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const PNG_END = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

/** By its bytes, whatever it calls itself. The failure says what the file must be. */
export function checkBrandImage(kind: BrandImageKind, bytes: Uint8Array): Result<BrandImageType, string> {
  const limits = IMAGE_LIMITS[kind]
  if (bytes.length > limits.sizeBytes) return fail(`must have at most ${limits.sizeBytes} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = readPng(bytes, view) ?? (kind === 'favicon' ? readIcon(bytes, view) : null)
  if (found === null) return fail(kind === 'favicon' ? 'must be an ICO or PNG file' : 'must be a PNG file')
  if (found.width > limits.width || found.height > limits.height)
    return fail(`must be at most ${limits.width} × ${limits.height} pixels, not ${found.width} × ${found.height}`)
  return ok(found.type)
}

interface FoundImage {
  type: BrandImageType
  width: number
  height: number
}

/** Head, first chunk with the size, and last chunk. */
function readPng(bytes: Uint8Array, view: DataView): FoundImage | null {
  const startsRight = PNG_HEAD.every((byte, index) => bytes[index] === byte)
  const endsRight = PNG_END.every((byte, index) => bytes[bytes.length - PNG_END.length + index] === byte)
  if (!startsRight || !endsRight || bytes.length < 45 || view.getUint32(12) !== 0x49484452) return null
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  return width === 0 || height === 0 ? null : { type: 'image/png', width, height }
}

/** The directory of the file; its largest entry counts. A size of 0 means 256. */
function readIcon(bytes: Uint8Array, view: DataView): FoundImage | null {
  if (bytes.length < 22 || view.getUint32(0) !== 0x00000100) return null
  const count = view.getUint16(4, true)
  if (count < 1 || count > 20 || bytes.length < 6 + count * 16) return null
  let [width, height] = [0, 0]
  for (let entry = 6; entry < 6 + count * 16; entry += 16) {
    width = Math.max(width, bytes[entry] || 256)
    height = Math.max(height, bytes[entry + 1] || 256)
    const [sizeBytes, start] = [view.getUint32(entry + 8, true), view.getUint32(entry + 12, true)]
    if (sizeBytes === 0 || start + sizeBytes > bytes.length) return null
  }
  return { type: 'image/x-icon', width, height }
}
