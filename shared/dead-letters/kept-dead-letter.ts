import * as z from 'zod/mini';
import type { LyingMessage } from '../retention/lying-message.ts';
import { parseJson } from '../system/parse-json.ts';
import type { DeadLetter } from './dead-letter.ts';

/** A dead letter as stored in the payload bucket, with everything that SQS said of it. */
export interface KeptDeadLetter extends Omit<LyingMessage, 'receives' | 'receiptHandle'> {
  /** Name of its dead-letter queue, as {@link DeadLetter.queue}. */
  readonly queue: string;
}

const folder = 'letters/';
/** Digits of the arrival time, epoch ms with leading zeros, so that names sort by arrival. */
const arrivalDigits = 16;

/** Common prefix of the names of all stored dead letters, or of those of one queue. */
export const keptPrefix = (queue?: string): string =>
  queue === undefined ? folder : `${folder}${queue}/`;

/**
 * Name of the object that stores a dead letter: `letters/<queue>/<arrival>-<id>.json`. It depends
 * only on the dead letter, so storing it twice overwrites the same object.
 */
export const keptKey = ({
  queue,
  sentAtMs,
  sqsMessageId,
}: Pick<KeptDeadLetter, 'queue' | 'sentAtMs' | 'sqsMessageId'>): string =>
  `${keptPrefix(queue)}${String(Math.floor(sentAtMs)).padStart(arrivalDigits, '0')}-${sqsMessageId}.json`;

export const keptText = (deadLetter: KeptDeadLetter): string => JSON.stringify(deadLetter);

const kept = z.object({
  queue: z.string(),
  sqsMessageId: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.object({ type: z.string(), value: z.string() })),
  group: z.optional(z.string()),
  sourceArn: z.optional(z.string()),
  sentAtMs: z.number(),
});

/**
 * Parses a text made by {@link keptText} into the dead letter as its queue showed it; undefined for
 * any other text.
 */
export const parseKeptDeadLetter = (text: string): DeadLetter | undefined => {
  const { data } = z.safeParse(kept, parseJson(text));
  if (data === undefined) return undefined;
  const texts = Object.entries(data.attributes).flatMap(([name, { type, value }]) =>
    type.startsWith('Binary') ? [] : [[name, value] as const],
  );
  return { ...data, sourceArn: data.sourceArn, attributes: Object.fromEntries(texts) };
};
