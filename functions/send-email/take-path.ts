import { factsOf, type Streams } from '../../shared/email/streams.ts';
import type { Clock } from '../../shared/system/ports.ts';
import { choosePath, type PathFacts, wholeAccount } from './choose-path.ts';
import type { Way } from './look-up.ts';
import { isCanaryMail } from './message-facts.ts';
import type { ReadMessage } from './read-all.ts';

export interface TakePathPorts {
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly clock: Pick<Clock, 'now'>;
}

/** A call by SMTP has one recipient, so that a server takes or refuses it as a whole. */
export const recipientsPerSmtpCall = 1;

/** Puts a message on its path: to SES, to the way out, or to SES with the way out behind it. */
export const takePath = (
  { streams, clock }: TakePathPorts,
  { message }: Pick<ReadMessage, 'message'>,
  { waysOut, ...way }: Way,
  facts: Pick<PathFacts, 'progress' | 'releasedCopy' | 'copyMs' | 'settleMs'>,
): Way => {
  // SES's mailbox simulator takes mail of SES alone; elsewhere its addresses bounce.
  const wayOut = isCanaryMail(message) ? undefined : waysOut?.[message.stream];
  const { pausedAtSes } = way.account;
  const isPaused = (name: string): boolean => (pausedAtSes.get(name) ?? 0) > clock.now();
  const path = choosePath(message.content, {
    ...facts,
    wayOut,
    isAccountRefused: isPaused(wholeAccount),
    isPausedApart:
      isPaused(`configuration-set/${factsOf(streams, message.stream).configurationSet}`) ||
      isPaused(`tenant/${way.sesTenant ?? ''}`),
  });
  switch (path) {
    case 'ses':
      return way;
    case 'ses-first':
      return { ...way, wayOut: wayOut?.account };
    case 'way-out':
      return wayOut === undefined
        ? way
        : { ...way, account: wayOut.account, recipientsPerCall: recipientsPerSmtpCall };
    default:
      return path satisfies never;
  }
};
