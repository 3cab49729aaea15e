import type { Meter } from '../prices/prices.ts';

/** What was used of one thing, while a number of mails went through. */
export interface Usage {
  readonly meter: Meter;
  /** By which function, of which queue or table. */
  readonly what: string;
  /** Requests that it took. */
  readonly requests: number;
  /** What is billed: units of the meter's price. */
  readonly units: number;
}
