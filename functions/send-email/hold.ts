import type { Streams } from '../../shared/email/streams.ts';
import type { HoldMail } from '../../shared/held/ports.ts';
import type { RecordOutcome } from '../../shared/messages/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { CountMetric, Log } from '../../shared/telemetry/ports.ts';
import { pauserText } from '../../shared/tenants/pauses.ts';
import type { Decision, HoldCause } from './decision.ts';
import { heldText } from './held-text.ts';
import { dimensionsOf, type KnownMail, outcomeOf } from './message-facts.ts';
import { overReason, wayOut } from './over-budget.ts';
import { afterRival, done, type RecordResult } from './record-result.ts';
import type { Run } from './run.ts';
import type { UnknownCause } from './unknown-outcome.ts';

export interface HoldPorts {
  readonly holdMail: HoldMail;
  readonly recordOutcome: RecordOutcome;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly clock: Clock;
  readonly count: CountMetric;
  readonly log: Log;
}

/** Characters of the fingerprint in the name of a held object: 48 bits. */
const markLength = 8;

/** Why mail of unknown outcome is held; part of the recorded reason. */
const unknownBecause: Readonly<Record<UnknownCause, string>> = {
  stream: 'its stream does not send twice',
  'sent-again': 'it was sent twice already, with the answer of SES lost both times',
  'no-events':
    'it went by SMTP, of which no event of SES tells: look for its Message-ID in the log of that provider',
  'no-feedback':
    'no event of SES has come of a later mail either, so that its own missing event proves nothing: look whether events arrive',
};

const waitedTooLong =
  'nothing could be sent for 60 days: the account was paused, or its quota used up; release it if it is still of use';

/**
 * Takes a message off its queue until it is released. It is stored first and recorded second, so
 * that a crash in between stores it twice under one name. If another mail has taken the id by then,
 * the message comes again to be refused, and its stored copy is refused on release.
 */
export const hold = async (
  ports: HoldPorts,
  run: Pick<Run, 'settleMs'>,
  mail: KnownMail & { readonly record: QueuedRecord; readonly text: string },
  { cause, suppressed }: Extract<Decision, { kind: 'hold' }>,
): Promise<RecordResult> => {
  const { record, message, text, fingerprint } = mail;
  const { key, stream } = message;
  const { arrivedAtMs } = record;
  const mark = fingerprint.slice(0, markLength);
  const held = { ...key, stream, arrivedAtMs, mark };
  await ports.holdMail(held, heldText(text, message), record.group);
  // The record of a message that is already held stays: a newer one would invalidate a release that
  // is under way.
  if (cause.kind !== 'held-before') {
    const outcome = {
      ...outcomeOf(mail, suppressed, run),
      state: 'held',
      part: undefined,
      heldCopy: arrivedAtMs,
      reasons: [reasonOf(cause)],
      atMs: ports.clock.now(),
    } as const;
    if ((await ports.recordOutcome(outcome)) === 'another-mail')
      return afterRival(ports.clock.now());
    ports.count({ name: 'Held', value: 1, ...dimensionsOf(message, ports.streams) });
  }
  ports.log('warn', 'The message is held.', { ...loggableKey(key), cause: cause.kind });
  return done;
};

const reasonOf = (cause: Exclude<HoldCause, { kind: 'held-before' }>): string => {
  switch (cause.kind) {
    case 'paused':
      return `paused by ${pauserText[cause.pause.by]}: ${cause.pause.why}; it goes out when it is released`;
    case 'waited':
      return waitedTooLong;
    case 'over-budget':
      return `${overReason(cause.over)}; ${wayOut(cause.over)}`;
    case 'unknown-outcome':
      return `it is not known whether SES took this mail, and ${unknownBecause[cause.why]}; look for it in SES, then release it to send it again`;
    default:
      return cause satisfies never;
  }
};
