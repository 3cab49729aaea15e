import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { DateReading } from '../../pacing/clock-bounds.ts';
import { leanRequests } from '../clients/lean-requests.ts';
import { requestLimits } from '../clients/request-limits.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { type Documents, documentsOf } from './documents.ts';

/** Observer of request times and of the Date header of each answer. */
export interface DateWatch {
  readonly now: () => number;
  readonly onDate: (reading: DateReading) => void;
}

/** Document client of a function, for all tables. */
export const documentClient = (
  watch?: DateWatch,
  options: DynamoDBClientConfig = {},
): Documents => {
  const client = withoutLogger(
    new DynamoDBClient({ ...leanRequests, requestHandler: requestLimits, ...options }),
  );
  if (watch !== undefined) watchDates(client, watch);
  return documentsOf(client);
};

/** Document client that tries each request once, for what must not be done twice. */
export const documentClientOnce = (options: DynamoDBClientConfig = {}): Documents =>
  documentClient(undefined, { ...options, maxAttempts: 1 });

const watchDates = (client: DynamoDBClient, watch: DateWatch): void =>
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentMs = watch.now();
      const result = await next(args);
      const receivedMs = watch.now();
      const dateMs = Date.parse(dateOf(result.response) ?? '');
      if (!Number.isNaN(dateMs)) watch.onDate({ sentMs, receivedMs, dateMs });
      return result;
    },
    // Closest to the wire, so that each of the SDK's attempts is observed separately.
    { step: 'deserialize', priority: 'low', name: 'watchDates' },
  );

/** Date header of an HTTP answer. It is read of each answer, so nothing else of it is looked at. */
const dateOf = (response: unknown): string | undefined => {
  if (!isObject(response) || !('headers' in response) || !isObject(response.headers)) return;
  const { headers } = response;
  return 'date' in headers && typeof headers.date === 'string' ? headers.date : undefined;
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
