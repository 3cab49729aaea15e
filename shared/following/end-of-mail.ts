import type { RecipientState } from '../messages/recipient-state.ts';

/**
 * How far a mail has come, as a program decides on it.
 *
 * - `arrived`: every recipient's mail server has it.
 * - `under-way`: nothing has to be done; ask again.
 * - `held`: it waits until it is released.
 * - `undelivered`: some recipient does not get it.
 */
export const ends = ['arrived', 'under-way', 'held', 'undelivered'] as const;

export type End = (typeof ends)[number];

/** How far a mail has come: the worst of its recipients; of none at all it is under way. */
export const endOfMail = (states: readonly RecipientState[]): End => {
  if (states.length === 0) return 'under-way';
  return ends[Math.max(...states.map((state) => ends.indexOf(endByState[state])))] ?? 'under-way';
};

const endByState: Readonly<Record<RecipientState, End>> = {
  complained: 'arrived',
  delivered: 'arrived',
  sent: 'under-way',
  delayed: 'under-way',
  sending: 'under-way',
  waiting: 'under-way',
  held: 'held',
  bounced: 'undelivered',
  rejected: 'undelivered',
  failed: 'undelivered',
  expired: 'undelivered',
  suppressed: 'undelivered',
};

/** How far the mail to one recipient has come. */
export const endOfRecipient = (state: RecipientState): End => endByState[state];

/** States by which a mail is judged: those of its recipients, or its own where they are not known. */
export const statesOf = (
  status:
    | {
        readonly state: RecipientState;
        readonly recipients: Readonly<Record<string, RecipientState>>;
      }
    | undefined,
): readonly RecipientState[] => {
  if (status === undefined) return [];
  const states = Object.values(status.recipients);
  return states.length === 0 ? [status.state] : states;
};

/** Whether nothing more happens to the mail by itself: no recipient's mail is under way. */
export const isOver = (states: readonly RecipientState[]): boolean =>
  states.length > 0 && states.every((state) => endByState[state] !== 'under-way');
