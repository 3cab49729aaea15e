import type { Meter } from '../prices/prices.ts';
import type { Usage } from './usage.ts';

/** What mail is like, as far as its cost depends on it. */
export interface MailShape {
  /** `bulk`: many at once, in large batches. `alone`: each by itself, as a password reset. */
  readonly kind: MailKind;
  /** Recipients of a mail. */
  readonly recipients: number;
  /** Bytes of a mail as it is queued, attachments included. */
  readonly bytes: number;
}

export type MailKind = 'bulk' | 'alone';

/** When the figures below were measured. */
export const mailModelAsOf = '2026-11-29';

/**
 * What so many mails take of the pipeline.
 *
 * The figures are those of `npm run bench -- cost`, for a mail of 3 KB to one recipient of whom one
 * in a hundred bounces and one in a thousand complains. That bench compares them with what it
 * measures. For more recipients and bytes they grow as AWS bills: look-ups and events by the
 * recipient, requests to SQS by 64 KB; beyond 1 MiB a mail goes through the bucket. How many events
 * SES publishes for a mail with several recipients is not documented; one delivery for each is
 * assumed.
 *
 * @param mails - messages, not recipients
 */
export const usageOfMail = (mails: number, shape: MailShape): readonly Usage[] =>
  perMail[shape.kind]
    .map(([meter, what, units, grows]): Usage => {
      const grown = units * growthOf[grows](shape, units);
      return { meter, what, requests: grown * mails, units: grown * mails };
    })
    .concat(throughBucket(mails, shape));

type Growth = 'message' | 'recipient' | 'event' | 'chunk';

const chunkBytes = 64 * 1024;
/** Messages above this go through the payload bucket; bytes. */
const queueBytes = 1024 ** 2;

const growthOf: Readonly<Record<Growth, (shape: MailShape, units: number) => number>> = {
  message: () => 1,
  recipient: ({ recipients }) => recipients,
  // A Send event for the mail, a Delivery for each recipient.
  event: ({ recipients }) => (1 + recipients) / 2,
  // A request with ten small mails is one unit; each 64 KB are at least one.
  chunk: ({ bytes }, units) => (bytes > queueBytes ? 1 : Math.max(1, bytes / chunkBytes / units)),
};

type Entry = readonly [meter: Meter, what: string, units: number, grows: Growth];

const perMail: Readonly<Record<MailKind, readonly Entry[]>> = {
  bulk: [
    ['sqsRequest', 'queue of mail: send', 0.1, 'chunk'],
    ['sqsRequest', 'queue of mail: receive', 0.101, 'chunk'],
    ['sqsRequest', 'queue of mail: delete', 0.1, 'message'],
    ['sqsRequest', 'feedback queue', 0.4205, 'event'],
    ['lambdaRequest', 'send-email invocations', 0.02, 'message'],
    ['lambdaGbSecond', 'send-email time', 0.01075, 'message'],
    ['lambdaRequest', 'recorder invocations', 0.013, 'event'],
    ['lambdaGbSecond', 'recorder time', 0.00277, 'event'],
    ['writeUnit', 'messages', 3.061, 'message'],
    ['writeUnit', 'reputation', 0.0565, 'message'],
    ['writeUnit', 'suppressions', 0.022, 'recipient'],
    ['writeUnit', 'ledger', 0.0225, 'message'],
    ['readUnit', 'suppressions', 2.495, 'recipient'],
    ['readUnit', 'messages', 0.5, 'message'],
    ['readUnit', 'tenants', 0.42, 'message'],
    ['readUnit', 'ledger', 0.024, 'message'],
    ['snsPublish', 'events of SES', 2.001, 'event'],
    ['snsFilterByte', 'filters on the body', 64.5, 'event'],
    ['logByte', 'logs', 78.6, 'message'],
  ],
  // Receives that find nothing are idle polling. Billed time is that of a busy machine.
  alone: [
    ['sqsRequest', 'queue of mail: send', 1, 'chunk'],
    ['sqsRequest', 'queue of mail: receive', 1, 'chunk'],
    ['sqsRequest', 'queue of mail: delete', 1, 'message'],
    ['sqsRequest', 'feedback queue', 2, 'message'],
    ['lambdaRequest', 'send-email invocations', 1, 'message'],
    ['lambdaGbSecond', 'send-email time', 0.0914, 'message'],
    ['lambdaRequest', 'recorder invocations', 1.011, 'message'],
    ['lambdaGbSecond', 'recorder time', 0.0393, 'message'],
    ['writeUnit', 'messages', 4, 'message'],
    ['writeUnit', 'reputation', 0.9, 'message'],
    ['writeUnit', 'suppressions', 0.022, 'recipient'],
    ['writeUnit', 'ledger', 1, 'message'],
    ['readUnit', 'suppressions', 2.475, 'recipient'],
    ['readUnit', 'messages', 0.5, 'message'],
    ['readUnit', 'tenants', 2, 'message'],
    ['readUnit', 'ledger', 0.05, 'message'],
    ['snsPublish', 'events of SES', 2.001, 'event'],
    ['snsFilterByte', 'filters on the body', 64.5, 'event'],
    ['logByte', 'logs', 1_940, 'message'],
  ],
};

/** A put by the producer, a get by the sender, and the key for both. */
const throughBucket = (mails: number, { bytes }: MailShape): readonly Usage[] =>
  bytes <= queueBytes
    ? []
    : [
        { meter: 's3Write', what: 'big mails: put', requests: mails, units: mails },
        { meter: 's3Read', what: 'big mails: get', requests: mails, units: mails },
        { meter: 'kmsRequest', what: 'big mails: key', requests: 2 * mails, units: 2 * mails },
      ];

/** Metrics that are written when mail goes out and feedback comes in. */
export const metricsOfMail = 6;
