import type { SuppressionReason } from '../account/suppression-list.ts';

/** Fate of a mail at one recipient. */
export type Fate =
  | 'delivered'
  | 'bounces'
  | 'out-of-office'
  | 'complains'
  | 'bounces-softly'
  | 'is-delayed'
  | 'is-opened'
  | 'is-clicked'
  | 'globally-suppressed'
  | 'suppressed-bounce'
  | 'suppressed-complaint';

const simulatorDomain = 'simulator.amazonses.com';

const simulatorFates: Readonly<Record<string, Fate>> = {
  success: 'delivered',
  bounce: 'bounces',
  ooto: 'out-of-office',
  complaint: 'complains',
  suppressionlist: 'globally-suppressed',
};

/**
 * Domain of the simulator's own addresses, for what the mailbox simulator of SES does not play. No
 * real domain ends in `.test`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.2
 */
const ownDomain = 'simulator.test';

const ownFates: Readonly<Record<string, Fate>> = {
  success: 'delivered',
  bounce: 'bounces',
  softbounce: 'bounces-softly',
  complaint: 'complains',
  delay: 'is-delayed',
  open: 'is-opened',
  click: 'is-clicked',
};

/** Domains that are verified at the start: there, `invalid` is a mailbox that does not exist. */
const exampleDomain = /^example\.(?:com|net|org)$/;

/** Whether the address belongs to the mailbox simulator, which the daily quota does not count. */
export const isSimulatorAddress = (address: string): boolean =>
  address.toLowerCase().endsWith(`@${simulatorDomain}`);

/**
 * Fate of a mail at an address: that of the mailbox simulator's address, or of the simulator's own,
 * with or without `+label`; every other address gets its mail.
 *
 * @param suppressed - reason on the applicable suppression list, if the address is on it
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const fateOf = (address: string, suppressed: SuppressionReason | undefined): Fate => {
  if (suppressed !== undefined)
    return suppressed === 'BOUNCE' ? 'suppressed-bounce' : 'suppressed-complaint';
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, at).toLowerCase().replace(/\+.*$/, '');
  return fateAt(address.slice(at + 1).toLowerCase(), localPart) ?? 'delivered';
};

const fateAt = (domain: string, localPart: string): Fate | undefined => {
  if (domain === simulatorDomain) return own(simulatorFates, localPart);
  if (domain === ownDomain) return own(ownFates, localPart);
  return localPart === 'invalid' && exampleDomain.test(domain) ? 'bounces' : undefined;
};

const own = (fates: Readonly<Record<string, Fate>>, localPart: string): Fate | undefined =>
  Object.hasOwn(fates, localPart) ? fates[localPart] : undefined;
