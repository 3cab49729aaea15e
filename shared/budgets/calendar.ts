const dayMs = 86_400_000;

/** UTC day of a time; days since 1970. */
export const utcDay = (atMs: number): number => Math.floor(atMs / dayMs);

/** Begin of a UTC day; epoch ms. */
export const dayStartMs = (day: number): number => day * dayMs;

/** Calendar month of a UTC day; months since the year 0. */
export const monthOf = (day: number): number => {
  const date = new Date(dayStartMs(day));
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** Begin of the calendar month after that of a UTC day; epoch ms. */
export const nextMonthMs = (day: number): number => {
  const date = new Date(dayStartMs(day));
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

/** Begin of a date's UTC day; epoch ms, undefined where it is no date. */
export const dateMs = (text: string): number | undefined => {
  const atMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== text
    ? undefined
    : atMs;
};
