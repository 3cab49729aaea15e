/**
 * What the webhook needs of the network.
 */

/** GETs a URL of SNS; rejects unless it answers in full, soon, briefly, itself and with 200. */
export type FetchFromSns = (url: string) => Promise<string>;
