import type { Streams } from '../email/streams.ts';
import { validateMessage } from '../email/validate-message.ts';
import { fingerprintOf } from '../messages/fingerprint.ts';
import { isTakenByAnother } from '../messages/id-owner.ts';
import type { FindProgress, MessageKey } from '../messages/ports.ts';
import { laneOf } from './plan-email.ts';
import { toBody } from './to-body.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What reading a message takes besides it. */
interface MessageContext {
  /** Streams of the pipeline. */
  readonly streams: Streams;
  /** Epoch ms. */
  readonly nowMs: number;
}

/**
 * Messages whose id another mail has, which was sent or will be. What came a moment ago is not in
 * the table yet: the sender refuses it then, and it lies in the dead letters.
 *
 * Only messages with an id are looked at, all in one request; none when there is none.
 *
 * @throws when the table cannot be read
 */
export const findConflicts = async <Message extends Fields>(
  findProgress: FindProgress,
  messages: readonly Message[],
  context: MessageContext,
): Promise<ReadonlySet<Message>> => {
  const named = messages.flatMap((message) => {
    const key = keyOf(message);
    return key === undefined ? [] : [{ message, key }];
  });
  const keys = new Map(named.map(({ key }) => [nameOf(key), key]));
  const found = keys.size === 0 ? [] : await findProgress([...keys.values()], 'eventual');
  const owners = new Map(found.map((owner) => [nameOf(owner.key), owner]));
  return new Set(
    named.flatMap(({ message, key }) => {
      const owner = owners.get(nameOf(key));
      const fingerprint = owner === undefined ? undefined : fingerprintIn(message, key, context);
      return owner !== undefined &&
        fingerprint !== undefined &&
        isTakenByAnother(owner, fingerprint)
        ? [message]
        : [];
    }),
  );
};

const keyOf = ({ tenantId, messageId }: Fields): MessageKey | undefined =>
  typeof tenantId === 'string' && typeof messageId === 'string'
    ? { tenantId, messageId }
    : undefined;

const nameOf = ({ tenantId, messageId }: MessageKey): string => `${tenantId}#${messageId}`;

/** Undefined for what is no message: it is refused for that. */
const fingerprintIn = (
  message: Fields,
  { messageId }: MessageKey,
  { streams, nowMs }: MessageContext,
): string | undefined => {
  const body = toBody(message);
  if (body === undefined) return undefined;
  const context = { sqsMessageId: messageId, queueLane: laneOf(message, streams), streams, nowMs };
  const read = validateMessage(body, context);
  return read.kind === 'valid' ? fingerprintOf(read.message) : undefined;
};
