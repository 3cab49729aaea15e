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

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Ends after which nothing of a mail is left, so that another one may have its id. */
const ended = z.object({ state: z.enum(['rejected', 'failed', 'suppressed', 'expired']) });

/** Something of it is claimed, sent, or may have been. */
const isBegun = (item: Item): boolean =>
  [...item.keys()].some((name) => /^(sent|lease|unknown)\d/.test(name));

/**
 * Watches every write to the messages table: what is known of a message is never unlearnt, a part
 * is sent under no id but one that SES gave to this part, and its item tells of no other mail.
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

  /**
   * An id stays that of its mail until this has ended without reaching SES, and whoever is left out
   * of it is one of its recipients.
   */
  const checkMail = (subject: string, before: Item, after: Item): void => {
    const [known, now] = [before.get('fingerprint'), after.get('fingerprint')];
    const mayChange = !isBegun(before) && ended.safeParse(before.get('outcome')).success;
    if (known !== undefined && known !== now && !mayChange)
      report('conflict', subject, 'its id is given to another mail');
    const recipients = textsIn(after.get('recipients'));
    if (textsIn(after.get('suppressed')).some((address) => !recipients.includes(address)))
      report(
        'conflict',
        subject,
        'it tells of suppressed recipients that are those of another mail',
      );
  };

  return {
    accepted: (subject: string, part: string, sesMessageId: string): void =>
      void accepted.set(sesMessageId, partName(subject, part)),
    written: (subject: string, before: Item | undefined, after: Item): void => {
      checkIds(subject, before, after);
      if (before === undefined) return;
      checkKept(subject, before, after);
      checkMail(subject, before, after);
    },
  };
};

export type ItemAudit = ReturnType<typeof createItemAudit>;
