import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { DateReading } from '../../pacing/clock-bounds.ts';
import { requestLimits } from '../clients/request-limits.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { type Documents, documentsOf } from './documents.ts';

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

/** Reaches all tables, for a function. */
export const documentClient = (
  watch?: DateWatch,
  options: DynamoDBClientConfig = {},
): Documents => {
  const client = withoutLogger(new DynamoDBClient({ requestHandler: requestLimits, ...options }));
  if (watch !== undefined) watchDates(client, watch);
  return documentsOf(client);
};
