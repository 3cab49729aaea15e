/**
 * Whether an address belongs to SES's mailbox simulator. Mail to it counts towards the rate, but
 * neither towards the 24-hour quota nor the reputation.
 *
 * @param address - canonical
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const isSimulated = (address: string): boolean =>
  address.endsWith('@simulator.amazonses.com');
