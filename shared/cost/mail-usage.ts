import { hoursPerMonth } from './month.ts';
import type { Usage } from './usage.ts';

/** What mail takes beside what is there without it. */
export interface MailCosts {
  readonly usage: readonly Usage[];
  /** Recipients of whom `usage` tells. */
  readonly mails: number;
  /** Metrics that are written when mail goes out and feedback comes in. */
  readonly metrics: number;
}

/** What so many mails add to a month. */
export const usageOfMails = (mails: number, costs: MailCosts): readonly Usage[] => [
  { meter: 'sesMail', what: 'mails', requests: mails, units: mails },
  {
    meter: 'customMetric',
    what: 'metrics of mail',
    requests: 0,
    units: costs.metrics * Math.min(1, mails / hoursPerMonth),
  },
  ...costs.usage.map((one) => ({
    ...one,
    requests: (one.requests / costs.mails) * mails,
    units: (one.units / costs.mails) * mails,
  })),
];
