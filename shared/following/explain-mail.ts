import type { RecipientState } from '../messages/recipient-state.ts';
import { explainRecipient } from './explain-recipient.ts';
import type { MailExplanation } from './explanation.ts';
import type { MailFacts } from './mail-facts.ts';
import { obstaclesTo } from './obstacles.ts';

/**
 * Explains a mail from what is known of it. It says of nothing more than the facts say: what cannot
 * be known is told as that, with the reason.
 */
export const explainMail = (facts: MailFacts, nowMs: number): MailExplanation => {
  const { status, path } = facts;
  const states = Object.entries(status?.recipients ?? {});
  const waits = status === undefined || states.some(([, state]) => waitsOn(state));
  const obstacles = waits
    ? obstaclesTo(path, { recipients: Math.max(1, states.length) }, nowMs)
    : [];
  return {
    recipients: states.map(([recipient, state]) => ({
      recipient,
      state,
      ...explainRecipient(facts, recipient, state, obstacles, nowMs),
    })),
    obstacles: obstacles.filter(({ kind }) => kind !== 'cannot-tell'),
    cannotTell: [
      ...(status === undefined ? [unseen(facts)] : []),
      ...obstacles.filter(({ kind }) => kind === 'cannot-tell').map(({ text }) => text),
      ...unread(facts),
    ],
  };
};

const waitsOn = (state: RecipientState): boolean => state === 'waiting' || state === 'sending';

/** Of mail that nothing tells of: its queue cannot be searched. */
const unseen = ({ path: { queued }, held, deadLetters }: MailFacts): string => {
  const isElsewhere =
    (held.kind === 'known' && held.fact.length > 0) ||
    (deadLetters.kind === 'known' && deadLetters.fact.length > 0);
  if (isElsewhere)
    return 'its recipients cannot be told: the messages table has no item of it, or no more';
  const many =
    queued.kind === 'known' ? `the queue of its stream holds ${queued.fact} messages` : queued.why;
  return `whether it was ever queued cannot be told: SQS shows a message only by taking it from the sender (${many}). Either it waits there, or it never existed, is older than 90 days, or belongs to another tenant or stream (--tenant, --stream)`;
};

const unread = ({ held, deadLetters, suppressions }: MailFacts): readonly string[] =>
  [
    [held, 'whether it is held cannot be told'] as const,
    [deadLetters, 'whether it is a dead letter cannot be told'] as const,
    [suppressions, 'whether its recipients are suppressed cannot be told'] as const,
  ].flatMap(([one, what]) => (one.kind === 'cannot-tell' ? [`${what}: ${one.why}`] : []));
