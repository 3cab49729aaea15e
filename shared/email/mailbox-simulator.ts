/**
 * Whether an address is one of SES's mailbox simulator. Mail to it counts towards the rate; towards
 * no daily quota, and for no reputation.
 *
 * @param address - canonical
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const isSimulated = (address: string): boolean =>
  address.endsWith('@simulator.amazonses.com');
