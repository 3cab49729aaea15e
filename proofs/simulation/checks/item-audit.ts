import * as z from 'zod/mini';
import type { Item } from '../models/dynamodb/expression.ts';
import type { Report } from './violation.ts';

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const folded = z.object({ n: z.number() });

/** One by one, and folded. */
const eventsIn = (item: Item): number => {
  let count = 0;
  for (const [name, value] of item) {
    if (name.startsWith('ev_')) count += 1;
    if (name.startsWith('more_')) count += folded.parse(value).n;
  }
  return count;
};

/** Attributes of parts that SES accepted: `sent0`, not `sentAt0`. */
const isSentPart = (name: string): boolean => /^sent\d/.test(name);

/**
 * Watches every write to the messages table: what is known of a message is never unlearnt, and a part is sent under no id but one that SES
 * gave to this part.
 */
export const createItemAudit = ({ report }: { readonly report: Report }) => {
  /** SES's ids, by the part that it took under them. */
  const accepted = new Map<string, string>();
  const partName = (subject: string, part: string): string => `${subject} sent${part}`;

  const checkIds = (subject: string, before: Item | undefined, after: Item): void => {
    for (const [name, id] of after)
      if (
        isSentPart(name) &&
        before?.get(name) !== id &&
        accepted.get(String(id)) !== `${subject} ${name}`
      )
        report('state', subject, `${name} is ${id}, the id of another part`);
  };

  const checkKept = (subject: string, before: Item, after: Item): void => {
    for (const [name, value] of before) {
      if (name.startsWith('sent') && after.get(name) !== value)
        report('state', subject, `${name} was ${value}, and is not any more`);
    }
    if (eventsIn(after) < eventsIn(before))
      report('state', subject, 'an event that was recorded is gone');
    if (numberOf(after.get('attempts')) < numberOf(before.get('attempts')))
      report('state', subject, 'attempts were forgotten');
    if (lengthOf(after.get('plan')) < lengthOf(before.get('plan')))
      report('state', subject, 'the plan by which parts were sent is gone');
  };

  return {
    accepted: (subject: string, part: string, sesMessageId: string): void =>
      void accepted.set(sesMessageId, partName(subject, part)),
    written: (subject: string, before: Item | undefined, after: Item): void => {
      checkIds(subject, before, after);
      if (before !== undefined) checkKept(subject, before, after);
    },
  };
};

export type ItemAudit = ReturnType<typeof createItemAudit>;
