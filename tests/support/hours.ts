/** Hour of the day, UTC, that is as far from now as one can be. */
export const twelveHoursFromNow = (): string => String((new Date().getUTCHours() + 12) % 24);
