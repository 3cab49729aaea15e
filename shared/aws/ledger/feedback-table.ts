import * as z from 'zod/mini';
import type { FeedbackReading, NoteFeedback, ReadFeedback } from '../../feedback/ports.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { expiry } from '../messages/message-key.ts';

/** Between two notes about one account. */
const noteEveryMs = 5_000;

/**
 * How far the feedback of an account has come has an item of its own among the messages; no tenant
 * id begins with `#`.
 */
const feedbackPk = (account: string, isBrought: boolean): string =>
  isBrought ? `#feedback#brought#${account}` : `#feedback#${account}`;

const feedbackItem = z.object({ firstCall: z.number(), newestCall: z.number() });

/**
 * Notes in the messages table that feedback of an account flows. A container writes once in a few
 * seconds, and of several containers one does.
 */
export const noteFeedbackIn = (
  documents: Documents,
  table: string,
  now: () => number,
): NoteFeedback => {
  const noted = new Map<string, number>();
  return async ({ account, isBrought, oldestMs, newestMs }) => {
    const pk = feedbackPk(account, isBrought);
    // What has not happened yet, by the clock here, is no sign that anything flows.
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

/** One reading out of those of the ways on which feedback of an account may come. */
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
 * Reads how far the feedback of an account has come.
 *
 * @param account - number of the AWS account
 * @param isBrought - a tenant brings it: its own topic may tell of it, too
 * @param waitingEvents - how many events are not recorded yet
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
