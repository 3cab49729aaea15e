/** Formats a time as ISO 8601 in UTC, with whole milliseconds. */
export const isoTime = (atMs: number): string => new Date(Math.floor(atMs)).toISOString();
