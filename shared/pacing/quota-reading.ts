import type { SendQuota } from './ports.ts';

/** Rate and quota in an answer of SES: GetAccount of API v2, GetSendQuota of API v1. */
export interface QuotaAnswer {
  readonly Max24HourSend?: number | undefined;
  readonly MaxSendRate?: number | undefined;
  readonly SentLast24Hours?: number | undefined;
}

/** SES's value for "no limit". */
const noLimit = -1;

const nameOf = (value: number | undefined): string =>
  value === undefined ? 'is missing' : `is ${value}`;

/**
 * Reads rate and quota from an answer of SES. A rate of 0 is valid: SES then takes no mail of the
 * account.
 *
 * @param operation - operation that SES was asked for, named in the error
 * @throws when a figure is missing or invalid; the ledger then stays as it is, and SES is asked
 * again
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendQuota.html
 */
export const quotaOf = (answer: QuotaAnswer, operation: string): SendQuota => {
  const figure = (name: keyof QuotaAnswer, isRight: (value: number) => boolean): number => {
    const value = answer[name];
    if (value !== undefined && Number.isFinite(value) && isRight(value)) return value;
    throw new Error(
      `SES's answer to ${operation} is unusable: ${name} ${nameOf(value)}, and must be a number of 0 or more. The send ledger stays as it was; compare with "aws ses get-send-quota".`,
    );
  };
  const isAmount = (value: number): boolean => value >= 0;
  const max24Hours = figure('Max24HourSend', (value) => value === noLimit || isAmount(value));
  return {
    max24Hours: max24Hours === noLimit ? Number.POSITIVE_INFINITY : max24Hours,
    maxPerSecond: figure('MaxSendRate', isAmount),
    sentLast24Hours: figure('SentLast24Hours', isAmount),
  };
};

const secondsPerDay = 86_400;

/**
 * The account when it sends evenly over the day: the quota limits the rate where that is slower.
 */
export const spreadOverDay = <Reading extends SendQuota>(reading: Reading): Reading => ({
  ...reading,
  maxPerSecond: Math.min(reading.maxPerSecond, reading.max24Hours / secondsPerDay),
});
