/** Names and expiry of the items of the reputation table; docs/reputation.md has the layout. */
const keptDays = 9;

const iso = (epochMs: number, length: number): string =>
  new Date(epochMs).toISOString().slice(0, length);

/** Name of a slot: the minute at which it begins. */
export const slotName = (slot: number): string => iso(slot, 16);
/**
 * Partition of a slot. Mail elsewhere has one of its own, so that flooding it does not make
 * DynamoDB throttle the account's own mail.
 */
export const slotPk = (slot: number, isElsewhere = false): string =>
  `slot#${slotName(slot)}${isElsewhere ? '#elsewhere' : ''}`;
export const hourName = (hour: number): string => iso(hour, 13);
export const hourPk = (hour: number): string => `hour#${hourName(hour)}`;
export const dayPk = (day: number): string => `day#${iso(day, 10)}`;
export const latePk = 'late';
export const standingPk = 'standing';
export const cursorKey = { pk: 'cursor', sk: 'cursor' } as const;

/**
 * Expiry (TTL) of an item; epoch seconds. It outlasts any event that is still counted, so that a
 * copy of the event always finds the original.
 */
export const expiryOf = (atMs: number): number => Math.floor(atMs / 1000) + keptDays * 86_400;

export const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
