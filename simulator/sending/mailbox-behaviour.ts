import type { SuppressionReason } from '../account/suppression-list.ts';

/** Fate of a mail at one recipient. */
export type Fate =
  | 'delivered'
  | 'bounces'
  | 'out-of-office'
  | 'complains'
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

/** Whether the address belongs to the mailbox simulator, which the daily quota does not count. */
export const isSimulatorAddress = (address: string): boolean =>
  address.toLowerCase().endsWith(`@${simulatorDomain}`);

/**
 * Fate of a mail at an address: that of the mailbox simulator's address, with or without `+label`;
 * every other address gets its mail.
 *
 * @param suppressed - reason on the applicable suppression list, if the address is on it
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const fateOf = (address: string, suppressed: SuppressionReason | undefined): Fate => {
  if (suppressed !== undefined)
    return suppressed === 'BOUNCE' ? 'suppressed-bounce' : 'suppressed-complaint';
  if (!isSimulatorAddress(address)) return 'delivered';
  const localPart = address.slice(0, address.lastIndexOf('@')).toLowerCase().replace(/\+.*$/, '');
  return simulatorFates[localPart] ?? 'delivered';
};
