import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DateReading } from '../pacing/clock-bounds.ts';
import { requestLimits } from './request-limits.ts';

/** Tells when a request left, when its answer came, and what the Date header of the answer said. */
export interface DateWatch {
  readonly now: () => number;
  readonly onDate: (reading: DateReading) => void;
}

const answer = z.looseObject({ headers: z.looseObject({ date: z.string() }) });

const watchDates = (client: DynamoDBClient, watch: DateWatch): void =>
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentMs = watch.now();
      const result = await next(args);
      const receivedMs = watch.now();
      const dateMs = Date.parse(z.safeParse(answer, result.response).data?.headers.date ?? '');
      if (!Number.isNaN(dateMs)) watch.onDate({ sentMs, receivedMs, dateMs });
      return result;
    },
    // Next to the wire, so that each attempt of the SDK is read by itself.
    { step: 'deserialize', priority: 'low', name: 'watchDates' },
  );

/** A document client for all tables; `undefined` values are left out of what is written. */
export const documentClient = (watch?: DateWatch, options: DynamoDBClientConfig = {}): DynamoDBDocumentClient => {
  const client = new DynamoDBClient({ requestHandler: requestLimits, ...options });
  if (watch !== undefined) watchDates(client, watch);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
};

/** Whether a conditional write was refused by its condition. */
export const isConditionFailure = (error: unknown): boolean => error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** Whether DynamoDB takes no more for now; the SDK has tried a few times by then. */
export const isThrottle = (error: unknown): boolean =>
  error instanceof Error && /^(?:ProvisionedThroughputExceededException|ThrottlingException|RequestLimitExceeded)$/.test(error.name);
