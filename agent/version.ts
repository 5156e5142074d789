import { PRODUCT_VERSION } from '../worker/contract/product-version.ts'

/** Agent and console are released together, under one version. */
export const AGENT_VERSION: string = PRODUCT_VERSION
