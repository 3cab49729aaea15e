/**
 * GETs a URL of SNS. Rejects unless SNS answers with 200, without a redirect, and within the limits
 * of time and size.
 */
export type FetchFromSns = (url: string) => Promise<string>;
