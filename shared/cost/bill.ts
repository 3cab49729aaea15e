import { type Price, prices } from '../prices/prices.ts';
import type { Usage } from './usage.ts';

export interface BillLine {
  readonly service: Price['service'];
  readonly what: string;
  readonly unit: string;
  readonly requestsPerMail: number;
  readonly unitsPerMail: number;
  readonly dollarsPerMillion: number;
}

/** What a million mails cost. */
export interface Bill {
  readonly mails: number;
  readonly lines: readonly BillLine[];
  /** US dollars per million mails by service, SES's own not among them. */
  readonly services: Readonly<Record<string, number>>;
  readonly requestsPerMillion: number;
  /** US dollars per million mails beside SES's own price. */
  readonly overheadPerMillion: number;
  readonly sesPerMillion: number;
}

const million = 1_000_000;

/**
 * Prices what a number of mails used.
 *
 * @param mails - recipients whose mail SES accepted
 * @throws RangeError without mails
 */
export const billFor = (mails: number, usage: readonly Usage[]): Bill => {
  if (!(mails > 0))
    throw new RangeError('No mail was sent, so there is nothing to divide the cost by.');
  const lines = usage.map(({ meter, what, requests, units }): BillLine => {
    const { service, unit, dollars, per } = prices[meter];
    return {
      service,
      what,
      unit,
      requestsPerMail: requests / mails,
      unitsPerMail: units / mails,
      dollarsPerMillion: ((units / mails) * million * dollars) / per,
    };
  });
  const services = Object.fromEntries(
    [...Map.groupBy(lines, ({ service }) => service)].map(([service, own]) => [
      service,
      sum(own.map(({ dollarsPerMillion }) => dollarsPerMillion)),
    ]),
  );
  const { dollars, per } = prices.sesMail;
  return {
    mails,
    lines,
    services,
    requestsPerMillion: sum(lines.map(({ requestsPerMail }) => requestsPerMail)) * million,
    overheadPerMillion: sum(Object.values(services)),
    sesPerMillion: (million * dollars) / per,
  };
};

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
