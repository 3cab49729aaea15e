import {
  type Counts,
  nameOfStream,
  noCounts,
  type Tally,
} from '../../../shared/reputation/counts.ts';
import { hourOf } from '../../../shared/reputation/periods.ts';
import type { SesEvent } from '../models/ses-event.ts';
import type { Report } from './violation.ts';

/**
 * Compares guard-reputation's sums with SES's events: exactly equal, hour by hour, whatever came
 * late, twice or in pieces.
 */
export const createReputationAudit = ({
  report,
  forger,
}: {
  readonly report: Report;
  /** Tenant about whose mail elsewhere events may be forged. */
  readonly forger: string;
}) => {
  const truth = new Map<number, Map<string, Counts>>();
  return {
    published: (event: SesEvent): void => {
      const counts = countsOf(event);
      if (counts === undefined) return;
      const hour = hourOf(event.atMs);
      const tally = truth.get(hour) ?? new Map<string, Counts>();
      truth.set(hour, tally);
      const name = nameOfStream(event.tenantId, event.stream);
      const before = tally.get(name) ?? noCounts;
      tally.set(name, {
        sent: before.sent + (counts.sent ?? 0),
        bounced: before.bounced + (counts.bounced ?? 0),
        complained: before.complained + (counts.complained ?? 0),
      });
    },

    /**
     * Compares the sums at the end.
     *
     * @param sums - of every hour, once all events are recorded and added up
     */
    close: (sums: ReadonlyMap<number, Tally>): void => {
      for (const hour of new Set([...truth.keys(), ...sums.keys()])) {
        const [should, is] = [truth.get(hour), sums.get(hour)];
        for (const name of new Set([...(should?.keys() ?? []), ...(is?.keys() ?? [])])) {
          if (name.startsWith(`${forger}#`)) continue;
          const [expected, found] = [
            textOf(should?.get(name) ?? noCounts),
            textOf(is?.get(name) ?? noCounts),
          ];
          if (expected !== found)
            report(
              'counter',
              undefined,
              `the reputation of ${name} says ${found} from ${new Date(hour).toISOString()} on, and it should be ${expected}`,
            );
        }
      }
    },
  };
};

/** Counts that an event adds to a reputation; undefined for none. */
const countsOf = ({ type, bounceType, recipients }: SesEvent): Partial<Counts> | undefined => {
  switch (type) {
    case 'Send':
      return { sent: recipients.length };
    case 'Delivery':
      return undefined;
    case 'Bounce':
      return bounceType === 'Permanent' ? { bounced: recipients.length } : undefined;
    case 'Complaint':
      return { complained: recipients.length };
    default:
      return type satisfies never;
  }
};

const textOf = ({ sent, bounced, complained }: Counts): string =>
  `${sent} sent, ${bounced} bounced, ${complained} complained`;

export type ReputationAudit = ReturnType<typeof createReputationAudit>;
