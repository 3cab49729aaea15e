import * as z from 'zod/mini';
import type { Item } from '../models/dynamodb/item.ts';
import type { Report } from './violation.ts';

/**
 * Watches every write to the messages table: knowledge of a message is never lost, a part is
 * recorded as sent only under an id that SES gave to this part, and an item says nothing about
 * other mail.
 */
export const createItemAudit = ({ report }: { readonly report: Report }) => {
  /**
   * Messages whose id was given to another mail, and whose item does not list its recipients yet.
   */
  const passedOn = new Set<string>();
  /** SES's ids by the part accepted under them. */
  const accepted = new Map<string, string>();

  const checkIds = (subject: string, before: Item | undefined, after: Item): void => {
    for (const [name, id] of after)
      if (
        isSentPart(name) &&
        before?.get(name) !== id &&
        accepted.get(String(id)) !== `${subject} ${name}`
      )
        report('state', subject, `${name} is ${id}, the id of another part`);
  };

  const checkMail = (subject: string, before: Item, after: Item): void => {
    if (hasOtherFingerprint(before, after)) {
      if (!mayPassOn(before)) report('conflict', subject, 'its id is given to another mail');
      passedOn.add(subject);
    }
    if (tellsOfStrangers(after))
      report(
        'conflict',
        subject,
        'it tells of suppressed recipients that are those of another mail',
      );
    if (hasOtherRecipients(before, after) && !passedOn.delete(subject))
      report('conflict', subject, 'its recipients are those of another mail');
  };

  return {
    accepted: (subject: string, part: string, sesMessageId: string): void =>
      void accepted.set(sesMessageId, `${subject} sent${part}`),
    written: (subject: string, before: Item | undefined, after: Item): void => {
      checkIds(subject, before, after);
      if (before === undefined) return;
      for (const loss of lossesIn(before, after)) report('state', subject, loss);
      checkMail(subject, before, after);
    },
  };
};

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const folded = z.object({ n: z.number() });

/** Number of events in an item, folded ones included. */
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

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index]);

/** Outcomes after which another mail may take the id. */
const ended = z.object({ state: z.enum(['rejected', 'failed', 'suppressed', 'expired']) });

/** Whether a part is claimed, sent, or may have been sent. */
const isBegun = (item: Item): boolean =>
  [...item.keys()].some((name) => /^(sent|lease|unknown)\d/.test(name));

/** What was known before a write and is not after it. */
const lossesIn = (before: Item, after: Item): readonly string[] => [
  ...[...before]
    .filter(([name, value]) => name.startsWith('sent') && after.get(name) !== value)
    .map(([name, value]) => `${name} was ${value}, and is not any more`),
  ...(eventsIn(after) < eventsIn(before) ? ['an event that was recorded is gone'] : []),
  ...(numberOf(after.get('attempts')) < numberOf(before.get('attempts'))
    ? ['attempts were forgotten']
    : []),
  ...(lengthOf(after.get('plan')) < lengthOf(before.get('plan'))
    ? ['the plan by which parts were sent is gone']
    : []),
];

const hasOtherFingerprint = (before: Item, after: Item): boolean => {
  const known = before.get('fingerprint');
  return known !== undefined && known !== after.get('fingerprint');
};

/** Whether the id may be given to another mail: its own has ended without reaching SES. */
const mayPassOn = (before: Item): boolean =>
  !isBegun(before) && ended.safeParse(before.get('outcome')).success;

/** Whether the item names suppressed addresses that are not recipients of the mail. */
const tellsOfStrangers = (after: Item): boolean => {
  const recipients = textsIn(after.get('recipients'));
  return textsIn(after.get('suppressed')).some((address) => !recipients.includes(address));
};

const hasOtherRecipients = (before: Item, after: Item): boolean => {
  const listed = textsIn(before.get('recipients'));
  return (
    listed.length > 0 &&
    before.get('fingerprint') !== undefined &&
    !isSame(listed, textsIn(after.get('recipients')))
  );
};

export type ItemAudit = ReturnType<typeof createItemAudit>;
