import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { buildApp } from 'fauxqs';
import * as z from 'zod/mini';

/** Requests that an engine got so far, by operation and what it was about: `{"UpdateItem ses-pipeline-dev-ledger": 12}`. */
export type RequestCounts = Readonly<Record<string, number>>;

export interface RequestCounter {
  /** @param target - the header `X-Amz-Target`, such as `AmazonSQS.ReceiveMessage` */
  readonly count: (target: string, subject: string) => void;
  readonly counts: () => RequestCounts;
}

/** Where an engine tells its counts, on its own port: JSON to `GET`. No service of AWS has such a path. */
const requestCountsPath = '/_requests';

/** Counts nothing yet. */
export const createRequestCounter = (): RequestCounter => {
  const counts = new Map<string, number>();
  return {
    count: (target, subject) => {
      const name = `${target.slice(target.lastIndexOf('.') + 1)} ${subject}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(counts),
  };
};

/** The table of a DynamoDB request, the first one of a batch; '' where there is none. */
export const tableOfRequest = (body: string): string =>
  /"TableName":"([^"]+)"/.exec(body)?.[1] ?? /"RequestItems":\{"([^"]+)"/.exec(body)?.[1] ?? '';

/** Counts the requests to a DynamoDB engine by operation and table, and tells them. */
export const countTableRequests = (server: Server): void => {
  const counter = createRequestCounter();
  const engine = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET' && request.url === requestCountsPath) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(counter.counts()));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => counter.count(String(request.headers['x-amz-target'] ?? ''), tableOfRequest(Buffer.concat(chunks).toString())));
    for (const listener of engine) Reflect.apply(listener, server, [request, response]);
  });
};

const queueRequest = z.looseObject({ QueueUrl: z.string() });

/** Counts the requests to SQS by operation and name of the queue, and tells them. Call before the engine listens. */
export const countQueueRequests = (app: ReturnType<typeof buildApp>): void => {
  const counter = createRequestCounter();
  app.addHook('preHandler', async (request) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = queueRequest.safeParse(request.body);
    if (target.startsWith('AmazonSQS.') && body.success)
      counter.count(target, body.data.QueueUrl.slice(body.data.QueueUrl.lastIndexOf('/') + 1));
  });
  app.get(requestCountsPath, async () => counter.counts());
};

/** Asks an engine of the local stack for its counts. */
export const readRequestCounts = async (engineUrl: string): Promise<RequestCounts> => {
  const answer = await fetch(new URL(requestCountsPath, engineUrl));
  return z.parse(z.record(z.string(), z.number()), await answer.json());
};
