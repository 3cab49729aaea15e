import type { MayRead } from '../email/object-prefixes.ts';
import { parseEvents } from '../feedback/parse-event.ts';
import type { FetchObject } from '../messages/queue-ports.ts';
import { readRecord } from '../messages/read-record.ts';
import type { Clock } from '../system/ports.ts';
import type { DeadLetter, Diagnosis, Origin } from './dead-letter.ts';

/** Whether a letter can go back to where it came from. */
export type RedriveCheck =
  | { readonly kind: 'fit'; readonly origin: Origin }
  /** It would only come back; each reason says what to do. */
  | { readonly kind: 'unfit'; readonly reasons: readonly string[] };

export interface CheckRedrivePorts {
  readonly fetchObject: FetchObject;
  readonly mayRead: MayRead;
  readonly clock: Clock;
}

/**
 * What the messages table knows of a message is kept for 90 days after its last try: who has its
 * mail already, too. A letter has no younger try than itself, so a day less is safe; ms.
 */
const longestKnownMs = 89 * 86_400_000;

const forgotten =
  'it is older than 89 days, and who got this mail already may be forgotten: put it on its queue under a new messageId, without those who have it';

/**
 * Checks a letter by the rules as they are now, so that what was mended since goes out and what was
 * not stays where its reasons are.
 *
 * @throws when S3 cannot be reached
 */
export const checkRedrive = async (
  ports: CheckRedrivePorts,
  letter: DeadLetter,
  diagnosis: Diagnosis,
): Promise<RedriveCheck> => {
  const { origin, reasons, firstId } = diagnosis;
  switch (origin) {
    case undefined:
      return { kind: 'unfit', reasons };
    case 'feedback': {
      const problems = parseEvents(letter.body).flatMap((found) =>
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
      if (ports.clock.now() - letter.sentAtMs > longestKnownMs)
        return { kind: 'unfit', reasons: [forgotten] };
      const record = { sqsMessageId: firstId, body: letter.body };
      const reading = await readRecord({ ...ports, findProgress: async () => [] }, record, origin);
      return reading.kind === 'rejected'
        ? { kind: 'unfit', reasons: reading.reasons }
        : { kind: 'fit', origin };
    }
    default:
      return origin satisfies never;
  }
};
