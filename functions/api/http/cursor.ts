/** Where a list goes on: opaque to callers, and good for nothing but the same list. */
export const toCursor = (place: string): string => Buffer.from(place, 'utf8').toString('base64url');

/** @returns undefined when no answer of ours can have given it */
export const fromCursor = (cursor: string): string | undefined => {
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  return toCursor(place) === cursor ? place : undefined;
};
