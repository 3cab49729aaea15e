import type { MayRead } from '../email/object-prefixes.ts';
import type { Streams } from '../email/streams.ts';
import type { ValidMessage } from '../email/valid-message.ts';
import { parseEvents } from '../feedback/parse-event.ts';
import type { FetchObject } from '../messages/queue-ports.ts';
import { readRecord } from '../messages/read-record.ts';
import type { Clock } from '../system/ports.ts';
import type { DeadLetter, Diagnosis, Origin } from './dead-letter.ts';

/** Whether a dead letter can go back to its queue. */
export type RedriveCheck =
  | { readonly kind: 'fit'; readonly origin: Origin }
  /** It would fail again; each reason says what to do. */
  | { readonly kind: 'unfit'; readonly reasons: readonly string[] };

export interface CheckRedrivePorts {
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly fetchObject: FetchObject;
  readonly mayRead: MayRead;
  readonly clock: Clock;
  /** Default: nothing but the rules is looked at. */
  readonly findLasting?: FindLasting;
}

/** Finds which causes of a dead letter still stand; each says what to do. */
export type FindLasting = (
  mail: ValidMessage,
  reasons: readonly string[],
) => Promise<readonly string[]>;

/**
 * Greatest age of mail that can be redriven; ms. The messages table keeps a message, and so who
 * already has its mail, for 90 days after its last try. The last try is never earlier than the dead
 * letter, so a day less is safe.
 */
const longestKnownMs = 89 * 86_400_000;

const forgotten =
  'it is older than 89 days, and the record of who already received this mail may be gone: put it on its queue under a new messageId, without the recipients who have it';

/**
 * Checks a dead letter by the current rules, so that what has been mended is redriven and the rest
 * stays where its reasons are.
 *
 * @throws when S3 cannot be reached
 */
export const checkRedrive = async (
  ports: CheckRedrivePorts,
  deadLetter: DeadLetter,
  diagnosis: Diagnosis,
): Promise<RedriveCheck> => {
  const { origin, reasons, firstId } = diagnosis;
  switch (origin) {
    case undefined:
      return { kind: 'unfit', reasons };
    case 'feedback': {
      const problems = parseEvents(deadLetter.body).flatMap((found) =>
        found.kind === 'invalid' ? [found.detail] : [],
      );
      return problems.length === 0
        ? { kind: 'fit', origin }
        : {
            kind: 'unfit',
            reasons: problems.map((detail) => `the event cannot be understood: ${detail}`),
          };
    }
    case 'transactional':
    case 'bulk': {
      if (ports.clock.now() - deadLetter.sentAtMs > longestKnownMs)
        return { kind: 'unfit', reasons: [forgotten] };
      const record = { sqsMessageId: firstId, body: deadLetter.body };
      const reading = await readRecord({ ...ports, findProgress: async () => [] }, record, origin);
      if (reading.kind === 'rejected') return { kind: 'unfit', reasons: reading.reasons };
      const lasting =
        reading.kind === 'valid'
          ? ((await ports.findLasting?.(reading.message, reasons)) ?? [])
          : [];
      return lasting.length > 0 ? { kind: 'unfit', reasons: lasting } : { kind: 'fit', origin };
    }
    default:
      return origin satisfies never;
  }
};
