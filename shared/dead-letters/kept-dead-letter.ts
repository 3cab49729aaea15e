import * as z from 'zod/mini';
import type { LyingMessage } from '../retention/lying-message.ts';
import type { DeadLetter } from './dead-letter.ts';

/** A dead letter as the bucket keeps it: all that SQS told of it. */
export interface KeptDeadLetter extends Omit<LyingMessage, 'receives' | 'receiptHandle'> {
  /** As {@link DeadLetter.queue}. */
  readonly queue: string;
}

const folder = 'letters/';
/** Epoch milliseconds with leading zeros: the order of the names is the order of arrival. */
const arrivalDigits = 16;

/** What the names of all kept letters begin with, or those of one dead-letter queue. */
export const keptPrefix = (queue?: string): string =>
  queue === undefined ? folder : `${folder}${queue}/`;

/**
 * Name of the object that keeps a letter: `letters/<queue>/<arrival>-<id>.json`. It depends on
 * nothing but the letter, so keeping it twice writes the same object again.
 */
export const keptKey = ({
  queue,
  sentAtMs,
  sqsMessageId,
}: Pick<KeptDeadLetter, 'queue' | 'sentAtMs' | 'sqsMessageId'>): string =>
  `${keptPrefix(queue)}${String(Math.floor(sentAtMs)).padStart(arrivalDigits, '0')}-${sqsMessageId}.json`;

export const keptText = (letter: KeptDeadLetter): string => JSON.stringify(letter);

const kept = z.object({
  queue: z.string(),
  sqsMessageId: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.object({ type: z.string(), value: z.string() })),
  sourceArn: z.optional(z.string()),
  sentAtMs: z.number(),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads {@link keptText} back, as the queue showed the letter; undefined for any other text. */
export const parseKeptDeadLetter = (text: string): DeadLetter | undefined => {
  const { data } = z.safeParse(kept, parseJson(text));
  if (data === undefined) return undefined;
  const texts = Object.entries(data.attributes).flatMap(([name, { type, value }]) =>
    type.startsWith('Binary') ? [] : [[name, value] as const],
  );
  return { ...data, sourceArn: data.sourceArn, attributes: Object.fromEntries(texts) };
};
