/**
 * Name of an item of the messages table in errors and logs. It tells the tenant and not the
 * message's id, which a service may have made of an address.
 */
export const messageItemName = ({ pk }: Readonly<Record<string, unknown>>): string =>
  `the item of a message of tenant ${String(pk).split('#')[0]} in the messages table`;
