import type { FeedbackKind } from '../feedback/feedback-event.ts';
import type { MessageKey } from '../messages/ports.ts';
import { canaryTenant } from './is-canary.ts';

/** The ways back from SES that a canary can prove, each named after its event. */
export const canaryPaths = ['delivery', 'bounce', 'complaint'] as const;

export type CanaryPath = (typeof canaryPaths)[number];

/** By which topic the event of a path comes, and which mailbox of the simulator causes it. */
const pathFacts = {
  delivery: { mailbox: 'success', topic: 'deliveries' },
  bounce: { mailbox: 'bounce', topic: 'feedback' },
  complaint: { mailbox: 'complaint', topic: 'feedback' },
} as const satisfies Readonly<
  Record<CanaryPath & FeedbackKind, { readonly mailbox: string; readonly topic: string }>
>;

/** Mails that go out together. */
export interface CanaryRound {
  /** A-Z a-z 0-9; part of ids and addresses. */
  readonly id: string;
  /** Epoch ms. */
  readonly startedAtMs: number;
  /** Mail that has not gone out by then is not sent; epoch ms. */
  readonly expiresAtMs: number;
}

/**
 * The canary of a path: a transactional mail to the mailbox simulator. Each has an address of its
 * own (`bounce+20261129T151000@…`), so no suppression can ever stop the next one.
 *
 * @param from - address of a verified identity
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const canaryMail = (path: CanaryPath, round: CanaryRound, from: string) => ({
  ...canaryKey(path, round),
  stream: 'transactional' as const,
  from,
  to: [`${pathFacts[path].mailbox}+${round.id}@simulator.amazonses.com`],
  subject: `Canary of the ${path} path`,
  text: 'Sent by the pipeline to see whether its mail goes out and its feedback comes back.',
  expiresAt: new Date(round.expiresAtMs).toISOString(),
});

/** Id of a round that begins at this time: the time itself, to the second. */
export const roundId = (atMs: number): string =>
  new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');

/** Key of the canary of a path in a round. */
export const canaryKey = (path: CanaryPath, { id }: Pick<CanaryRound, 'id'>): MessageKey => ({
  tenantId: canaryTenant,
  messageId: `${path}-${id}`,
});
