/** Fate of mail to an address, by the address's name. */
export type Mailbox =
  | 'good'
  /** Permanent bounce. */
  | 'gone'
  /** Transient bounce. */
  | 'full'
  /** Delivered, then a complaint. */
  | 'angry'
  /** SES refuses every mail to it. */
  | 'refused';

export const mailboxOf = (address: string): Mailbox => {
  const name = address.slice(0, address.indexOf('-'));
  switch (name) {
    case 'gone':
    case 'full':
    case 'angry':
    case 'refused':
      return name;
    default:
      return 'good';
  }
};
