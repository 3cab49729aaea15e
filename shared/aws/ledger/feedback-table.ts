import * as z from 'zod/mini';
import type { FeedbackReading, NoteFeedback, ReadFeedback } from '../../feedback/ports.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { expiry } from '../messages/message-key.ts';

/** Minimum interval between two writes about one account; ms. */
const noteEveryMs = 5_000;

/**
 * Key of the item with an account's feedback progress in the messages table. No tenant id begins
 * with `#`.
 */
const feedbackPk = (account: string, isBrought: boolean): string =>
  isBrought ? `#feedback#brought#${account}` : `#feedback#${account}`;

const feedbackItem = z.object({ firstCall: z.number(), newestCall: z.number() });

/**
 * Records in the messages table that feedback of an account flows. Each container writes at most
 * once per interval, and of several containers only one does.
 */
export const noteFeedbackIn = (
  documents: Documents,
  table: string,
  now: () => number,
): NoteFeedback => {
  const noted = new Map<string, number>();
  return async ({ account, isBrought, oldestMs, newestMs }) => {
    const pk = feedbackPk(account, isBrought);
    // A time in the future, by this clock, is no evidence of flowing feedback.
    const newest = Math.min(newestMs, now());
    const before = newest - noteEveryMs;
    if ((noted.get(pk) ?? Number.NEGATIVE_INFINITY) > before) return;
    await ifHolds(
      documents.update({
        TableName: table,
        Key: { pk },
        UpdateExpression:
          'SET firstCall = if_not_exists(firstCall, :oldest), newestCall = :newest, expiresAt = :expiry',
        ConditionExpression: 'attribute_not_exists(newestCall) OR newestCall <= :before',
        ExpressionAttributeValues: {
          ':oldest': Math.min(oldestMs, newest),
          ':newest': newest,
          ':before': before,
          ':expiry': expiry(now()),
        },
      }),
    );
    noted.set(pk, newest);
  };
};

/** Merges the readings of the ways by which an account's feedback may arrive. */
const joined = (items: readonly unknown[], waiting: number): FeedbackReading | undefined => {
  const readings = items.map((item) => feedbackItem.parse(item));
  return readings.length === 0
    ? undefined
    : {
        firstCallMs: Math.min(...readings.map(({ firstCall }) => firstCall)),
        newestCallMs: Math.max(...readings.map(({ newestCall }) => newestCall)),
        waiting,
      };
};

/**
 * Reads the progress of an account's feedback.
 *
 * @param account - AWS account id
 * @param isBrought - whether a tenant brings the account, so that its own topic may report as well
 * @param waitingEvents - number of events not recorded yet
 */
export const readFeedbackIn =
  (
    documents: Documents,
    table: string,
    {
      account,
      isBrought,
      waitingEvents,
    }: {
      readonly account: string;
      readonly isBrought: boolean;
      readonly waitingEvents: () => Promise<number>;
    },
  ): ReadFeedback =>
  async () => {
    const ways = isBrought ? [false, true] : [false];
    const keys = ways.map((way) => ({ pk: feedbackPk(account, way) }));
    const [items, waiting] = await Promise.all([batchGet(documents, table, keys), waitingEvents()]);
    return joined(items, waiting);
  };
