/**
 * Name of a messages-table item for errors and logs. It has the tenant but not the message's id,
 * because a producer may have built that from an address.
 */
export const messageItemName = ({ pk }: Readonly<Record<string, unknown>>): string =>
  `the item of a message of tenant ${String(pk).split('#')[0]} in the messages table`;
