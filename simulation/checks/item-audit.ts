import type { Report } from './violation.ts';

/** A message's item, as far as it may only grow. */
export interface ItemView {
  readonly sent: ReadonlyMap<number, string>;
  readonly events: { readonly size: number };
  readonly attempts: number;
  readonly planParts: number | undefined;
  readonly outcome: string | undefined;
}

interface Seen {
  readonly sent: ReadonlyMap<number, string>;
  readonly events: number;
  readonly attempts: number;
  readonly planParts: number | undefined;
}

/** Watches every write to the messages table: what is known of a message is never unlearnt. */
export const createItemAudit = ({ report }: { readonly report: Report }) => {
  const seen = new Map<string, Seen>();
  return {
    written: (subject: string, item: ItemView): void => {
      const before = seen.get(subject);
      if (before !== undefined) {
        for (const [part, id] of before.sent)
          if (item.sent.get(part) !== id) report('state', subject, `part ${part} was sent as ${id}, and is not any more`);
        if (item.events.size < before.events) report('state', subject, 'an event that was recorded is gone');
        if (item.attempts < before.attempts) report('state', subject, 'attempts were forgotten');
        if (before.planParts !== undefined && (item.planParts ?? 0) < before.planParts)
          report('state', subject, 'the plan by which parts were sent is gone');
      }
      seen.set(subject, {
        sent: item.sent.size === (before?.sent.size ?? 0) && before !== undefined ? before.sent : new Map(item.sent),
        events: item.events.size,
        attempts: item.attempts,
        planParts: item.planParts,
      });
    },
  };
};

export type ItemAudit = ReturnType<typeof createItemAudit>;
