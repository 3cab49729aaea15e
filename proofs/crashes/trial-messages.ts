import { payloadKey } from '../../shared/email/object-prefixes.ts';
import { basicStreams, factsOf, type Stream } from '../../shared/email/streams.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import type { ExpectedMessage } from '../account/account.ts';
import type { EventsMode } from './crash-row.ts';

/** A message of a trial, and its expected end. */
export interface TrialMessage extends ExpectedMessage {
  /** Body for the queue; undefined for one that comes in the body of the first. */
  readonly body: string | undefined;
  /** Object for the payload bucket, stored before. */
  readonly payload?: { readonly key: string; readonly text: string };
  /** Addresses that an operator suppressed before. */
  readonly suppressed?: readonly string[];
}

/**
 * `one` is a mail to one recipient; `ten` is a batch with one of every other kind; `bulk` is one
 * message to several destinations.
 */
export type BatchKind = 'one' | 'ten' | 'bulk';

/** Messages of each kind of batch. */
export const batchSizes: Readonly<Record<BatchKind, number>> = { one: 1, ten: 10, bulk: 12 };

const tenantId = 'bench';

/**
 * The messages of a trial.
 *
 * @param trial - unique name of the trial
 * @param bucket - bucket for the body of a big message
 * @param events - whether SES's events arrive during the trial
 */
export const trialMessages = (
  trial: string,
  kind: BatchKind,
  stream: Stream,
  bucket: string,
  events: EventsMode,
): readonly TrialMessage[] => {
  const { onUnknownOutcome } = factsOf(basicStreams, stream);
  // While no events come, a missing one proves nothing, for any stream.
  const mayBeHeld = onUnknownOutcome === 'hold' || events === 'held-back';
  const sent = mayBeHeld ? (['sent', 'held'] as const) : (['sent'] as const);
  const key = (index: number): MessageKey => ({ tenantId, messageId: idOf(trial, index) });
  const plain = (index: number, recipients = 1): TrialMessage => ({
    key: key(index),
    mayEnd: sent,
    body: JSON.stringify({
      ...key(index),
      stream,
      ...mailTo(
        trial,
        index,
        Array.from({ length: recipients }, (_, recipient) => addressOf(trial, index, recipient)),
      ),
    }),
  });
  if (kind === 'one') return [plain(0)];
  if (kind === 'bulk') return bulkOf(trial, stream, sent);

  const suppressedAddress = addressOf(trial, 7);
  const storedKey = payloadKey(tenantId, trial);
  return [
    ...Array.from({ length: 6 }, (_, index) => plain(index)),
    plain(6, 3),
    {
      key: key(7),
      mayEnd: ['suppressed'],
      body: JSON.stringify({ ...key(7), stream, ...mailTo(trial, 7, [suppressedAddress]) }),
      suppressed: [suppressedAddress],
    },
    {
      key: key(8),
      mayEnd: ['rejected'],
      body: JSON.stringify({
        ...key(8),
        stream,
        ...mailTo(trial, 8, [addressOf(trial, 8)]),
        colour: 'red',
      }),
    },
    {
      key: key(9),
      mayEnd: sent,
      body: JSON.stringify({ ...key(9), stream, payload: { s3: { bucket, key: storedKey } } }),
      payload: { key: storedKey, text: JSON.stringify(mailTo(trial, 9, [addressOf(trial, 9)])) },
    },
  ];
};

/**
 * A message to several destinations: more than SQS takes in one request. Its mail is of one template,
 * so several of them go to SES by one request.
 */
const bulkOf = (
  trial: string,
  stream: Stream,
  mayEnd: TrialMessage['mayEnd'],
): readonly TrialMessage[] => {
  const places = Array.from({ length: batchSizes.bulk }, (_, place) => place);
  const { from, subject, text } = mailTo(trial, 0, []);
  const template = { content: { subject, text }, data: {} };
  const destinations = places.map((place) => ({
    messageId: idOf(trial, place),
    to: [addressOf(trial, place)],
  }));
  const body = JSON.stringify({ tenantId, stream, from, template, destinations });
  return places.map((place) => ({
    key: { tenantId, messageId: idOf(trial, place) },
    mayEnd,
    body: place === 0 ? body : undefined,
  }));
};

/** Id of a message. It ends in a dot, so that no id is part of another one or of an address. */
const idOf = (trial: string, index: number): string => `${trial}-${index}.`;

const addressOf = (trial: string, index: number, recipient = 0): string =>
  `${trial}-${index}-${recipient}@example.org`;

const mailTo = (trial: string, index: number, recipients: readonly string[]) => ({
  from: 'Bench <bench@example.com>',
  to: recipients,
  subject: `Trial ${trial}`,
  text: `Message ${index} of a trial.`,
});
