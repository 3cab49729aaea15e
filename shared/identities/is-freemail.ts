import freemail from 'freemail';

/**
 * Whether a domain belongs to a provider of free or disposable mailboxes, such as gmail.com. Nobody
 * but the provider can sign mail for it, and its DMARC policy makes receivers refuse mail of SES.
 */
export const isFreemail = (domain: string): boolean => freemail.isFree(domain);
