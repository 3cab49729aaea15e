/** Names and expiry of the items of the reputation table; docs/reputation.md has the layout. */
const keptDays = 9;

const iso = (epochMs: number, length: number): string =>
  new Date(epochMs).toISOString().slice(0, length);

/** A slot by the minute that it begins with. */
export const slotName = (slot: number): string => iso(slot, 16);
/**
 * Mail elsewhere has a partition of its own, so that no flood of it makes DynamoDB turn away what
 * the account's own mail writes.
 */
export const slotPk = (slot: number, isElsewhere = false): string =>
  `slot#${slotName(slot)}${isElsewhere ? '#elsewhere' : ''}`;
export const hourName = (hour: number): string => iso(hour, 13);
export const hourPk = (hour: number): string => `hour#${hourName(hour)}`;
export const dayPk = (day: number): string => `day#${iso(day, 10)}`;
export const latePk = 'late';
export const standingPk = 'standing';
export const cursorKey = { pk: 'cursor', sk: 'cursor' } as const;

/** Epoch seconds. Longer than any event is counted, so that a copy always finds its original. */
export const expiryOf = (atMs: number): number => Math.floor(atMs / 1000) + keptDays * 86_400;

export const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
