import { messageLimits } from '../../shared/email/message-limits.ts';
import { mostOwnBytes } from '../../shared/email/mime-size.ts';
import type { MessageKey, PartRefusal } from '../../shared/messages/ports.ts';
import type { CountMetric } from '../../shared/telemetry/ports.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';
import type { Call } from './call.ts';
import { copyOf, type DeadLetterPorts, deadLetter } from './dead-letter.ts';
import type { Decision } from './decision.ts';
import type { Way } from './look-up.ts';
import { rejectedFact, suppressedFacts } from './mail-facts.ts';
import { dimensionsOf, outcomeOf } from './message-facts.ts';
import { type PreparePorts, prepareMessage } from './prepare-message.ts';
import type { ReadMessage } from './read-all.ts';
import { type RecordResult, retryAt } from './record-result.ts';
import type { NotingRun } from './run.ts';

/** What is left to do for a record: nothing, or these calls. */
export type Begun =
  | { readonly kind: 'ended'; readonly result: RecordResult }
  | {
      readonly kind: 'calls';
      readonly account: SendingAccount;
      readonly calls: readonly Call[];
      readonly key: MessageKey;
      /** They take spare slots only. */
      readonly isOverShare: boolean;
      /** Parts that SES refused for good in earlier runs. */
      readonly refusals: readonly PartRefusal[];
    };

export const ended = (result: RecordResult): Begun => ({ kind: 'ended', result });

export interface PrepareCallsPorts extends PreparePorts, DeadLetterPorts {
  readonly count: CountMetric;
}

export type PrepareCalls = (
  read: ReadMessage,
  decision: Extract<Decision, { kind: 'send' }>,
  way: Pick<Way, 'account' | 'sesTenant' | 'settings' | 'wayOut'>,
  lookedAtMs: number,
) => Promise<Begun>;

/**
 * Limit on the mail that one run keeps in memory; bytes. What goes beyond it is left to another
 * run.
 */
const memoryLimitBytes = 48 * 1024 * 1024;

/**
 * Bytes of attachments that may be fetched for a message. The first message of a run may be as
 * large as SES accepts.
 */
const roomFor = (bytesInMemory: number, ownBytes: number): number =>
  bytesInMemory === 0 ? messageLimits.mimeBytes : memoryLimitBytes - bytesInMemory - ownBytes;

/**
 * Builds the calls of messages, as long as all their mail together stays within {@link
 * memoryLimitBytes}.
 */
export const preparerOf = (ports: PrepareCallsPorts, run: NotingRun): PrepareCalls => {
  let bytesInMemory = 0;
  return async (read, decision, { account, sesTenant, settings, wayOut }, lookedAtMs) => {
    const { record, message, fingerprint } = read;
    const roomBytes = roomFor(bytesInMemory, mostOwnBytes(message.content));
    if (roomBytes < 0) return ended(retryAt(ports.clock.now()));
    const dimensions = dimensionsOf(message, ports.streams);
    const { parts, plan, suppressed, isNew, refusals, charge, isOverShare = false } = decision;
    const preparation = await prepareMessage(message, { sesTenant, settings, roomBytes }, ports);
    if (preparation.kind === 'no-memory') return ended(retryAt(ports.clock.now()));
    if (preparation.kind === 'refused') {
      ports.count({ name: 'Rejected', value: 1, ...dimensions });
      const outcome = { ...outcomeOf(read, suppressed, run), part: undefined };
      const { reasons } = preparation;
      const result = await deadLetter(ports, record, { ...outcome, state: 'rejected', reasons });
      if (result.kind === 'done')
        run.facts.note(record, [rejectedFact(read, 'invalid', ports.clock.now())]);
      return ended(result);
    }
    const { prepared } = preparation;
    bytesInMemory += prepared.bytes;
    if (suppressed.length > 0)
      ports.count({ name: 'Suppressed', value: suppressed.length, ...dimensions });
    run.facts.noteForEnd(record, suppressedFacts(read, suppressed, ports.clock.now()));
    const copyMs = copyOf(record);
    const of = { record, prepared, fingerprint, copyMs };
    const found = { plan, suppressed, isNew, lookedAtMs, charge, wayOut };
    const calls = parts.map((part): Call => ({ ...part, ...of, ...found }));
    return { kind: 'calls', account, key: message.key, isOverShare, refusals, calls };
  };
};
