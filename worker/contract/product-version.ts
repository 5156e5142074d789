/** Version of the console and of the agent that comes with it: the one in package.json, held together by a test. */
export const PRODUCT_VERSION = '0.1.0'
