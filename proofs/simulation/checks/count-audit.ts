import type { Count } from '../../../shared/telemetry/ports.ts';
import type { SesEvent } from '../models/ses-event.ts';
import type { Report } from './violation.ts';

/** Metrics that are compared with the truth. */
type Name = Extract<Count['name'], 'Sent' | 'Delivered' | 'Bounced' | 'SoftBounced' | 'Complained'>;

const names: readonly Name[] = ['Sent', 'Delivered', 'Bounced', 'SoftBounced', 'Complained'];

/**
 * Compares the metrics with the truth: never more than happened, and exactly what happened where no
 * answer of the table was lost and no container died between its work and its report.
 */
export const createCountAudit = ({
  report,
  isExact,
}: {
  readonly report: Report;
  readonly isExact: boolean;
}) => {
  const counted = new Map<Name, number>();
  const happened = new Map<Name, number>();
  const add = (to: Map<Name, number>, name: Name, value: number): void =>
    void to.set(name, (to.get(name) ?? 0) + value);

  return {
    /** A container publishes what it counted in a run. */
    flush: (counts: readonly Count[]): void => {
      for (const { name, value } of counts) if (isAudited(name)) add(counted, name, value);
    },
    /**
     * SES answered a run of the sender that it accepted mail for so many recipients, and the run
     * lived to report it.
     */
    sent: (recipients: number): void => add(happened, 'Sent', recipients),
    published: (event: SesEvent): void => {
      const name = nameOf(event);
      if (name !== undefined) add(happened, name, event.recipients.length);
    },
    close: (): void => {
      for (const name of names) {
        const is = counted.get(name) ?? 0;
        const should = happened.get(name) ?? 0;
        const isWrong = name === 'Sent' || isExact ? is !== should : is > should;
        if (isWrong)
          report('counter', undefined, `the metric ${name} says ${is}, and it should be ${should}`);
      }
    },
  };
};

const isAudited = (name: Count['name']): name is Name => names.some((one) => one === name);

const nameOf = (event: SesEvent): Name | undefined => {
  switch (event.type) {
    case 'Send':
      return undefined;
    case 'Delivery':
      return 'Delivered';
    case 'Bounce':
      return event.bounceType === 'Permanent' ? 'Bounced' : 'SoftBounced';
    case 'Complaint':
      return 'Complained';
    default:
      return event.type satisfies never;
  }
};

export type CountAudit = ReturnType<typeof createCountAudit>;
