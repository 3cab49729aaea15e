import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { DateReading } from '../../pacing/clock-bounds.ts';
import { requestLimits } from '../clients/request-limits.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { type Documents, documentsOf } from './documents.ts';

/** Observer of request times and of the Date header of each answer. */
export interface DateWatch {
  readonly now: () => number;
  readonly onDate: (reading: DateReading) => void;
}

const answer = z.looseObject({ headers: z.looseObject({ date: z.string() }) });

/** Document client of a function, for all tables. */
export const documentClient = (
  watch?: DateWatch,
  options: DynamoDBClientConfig = {},
): Documents => {
  const client = withoutLogger(new DynamoDBClient({ requestHandler: requestLimits, ...options }));
  if (watch !== undefined) watchDates(client, watch);
  return documentsOf(client);
};

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
    // Closest to the wire, so that each of the SDK's attempts is observed separately.
    { step: 'deserialize', priority: 'low', name: 'watchDates' },
  );
