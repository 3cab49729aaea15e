const written =
  /^\s*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)([.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?\s*$/i;

/**
 * Reads a time as SES writes it: ISO 8601 with any offset, and the documented `2018-10-08T14:05:45
 * +0000`. Without an offset it is UTC.
 *
 * @returns epoch milliseconds, or undefined when it is no such time
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object
 */
export const parseEventTime = (text: string | undefined): number | undefined => {
  const [, day, time, fraction, zone = 'Z'] = written.exec(text ?? '') ?? [];
  if (day === undefined || time === undefined) return undefined;
  const milliseconds = fraction === undefined ? '' : `.${fraction.slice(1, 4)}`;
  const epochMs = Date.parse(`${day}T${time}${milliseconds}${zoneOf(zone)}`);
  return Number.isNaN(epochMs) ? undefined : epochMs;
};

const zoneOf = (zone: string): string =>
  zone.toUpperCase() === 'Z' || zone.includes(':')
    ? zone.toUpperCase()
    : `${zone.slice(0, 3)}:${zone.slice(3)}`;
