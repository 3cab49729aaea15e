import type { Bill } from '../../shared/cost/bill.ts';

const widths = [16, -38, 13, 12, 14] as const;

/**
 * The bill as lines of text: each service with what it consists of, and the sum beside SES's own
 * price.
 */
export const costTable = ({
  lines,
  services,
  overheadPerMillion,
  sesPerMillion,
  requestsPerMillion,
}: Bill): readonly string[] => [
  line(['service', '', 'requests/mail', 'units/mail', '$ per million']),
  ...Object.entries(services).flatMap(([service, subtotal]) => {
    const own = lines
      .filter((one) => one.service === service)
      .toSorted((one, other) => other.dollarsPerMillion - one.dollarsPerMillion);
    const requests = own.reduce((sum, { requestsPerMail }) => sum + requestsPerMail, 0);
    return [
      line([service, '', requests.toFixed(4), '', dollars(subtotal)]),
      ...own.map(({ what, requestsPerMail, unitsPerMail, dollarsPerMillion }) =>
        line([
          '',
          what,
          requestsPerMail.toFixed(4),
          unitsPerMail.toPrecision(4),
          dollars(dollarsPerMillion),
        ]),
      ),
    ];
  }),
  line([
    'all',
    `${Math.round(requestsPerMillion)} requests per million`,
    '',
    '',
    dollars(overheadPerMillion),
  ]),
  line(['SES itself', '', '', '', dollars(sesPerMillion)]),
];

/** A negative width stands to the left. */
const line = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = widths[index] ?? 0;
      return index === 0 || width < 0 ? cell.padEnd(Math.abs(width)) : cell.padStart(width);
    })
    .join(' ')
    .trimEnd();

const dollars = (amount: number): string => amount.toFixed(3);
