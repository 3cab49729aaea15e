import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { buildApp } from 'fauxqs';
import * as z from 'zod/mini';

/**
 * Requests to an engine so far, by operation and subject: `{"UpdateItem ses-pipeline-dev-ledger":
 * 12}`.
 */
export type RequestCounts = Readonly<Record<string, number>>;

export interface RequestCounter {
  /** @param target - the header `X-Amz-Target`, such as `AmazonSQS.ReceiveMessage` */
  readonly count: (target: string, subject: string) => void;
  readonly counts: () => RequestCounts;
}

/** Path on an engine's port that serves its counts as JSON. No AWS service has such a path. */
const requestCountsPath = '/_requests';

/** Flag for an engine's process: count consumed units, too. */
export const countUnitsFlag = 'count-units';

/** Creates a counter at zero. */
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

/** The table of a DynamoDB request, or the first one of a batch; '' when there is none. */
export const tableOfRequest = (body: string): string =>
  /"TableName":"([^"]+)"/.exec(body)?.[1] ?? /"RequestItems":\{"([^"]+)"/.exec(body)?.[1] ?? '';

/** Serves counts as JSON at a path; all other requests go to the existing listeners. */
export const tellCounts = (server: Server, path: string, counts: () => RequestCounts): void => {
  const before = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET' && request.url === path) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(counts()));
      return;
    }
    for (const listener of before) Reflect.apply(listener, server, [request, response]);
  });
};

/** Counts requests to a DynamoDB engine by operation and table, and serves the counts. */
export const countTableRequests = (server: Server): void => {
  const counter = createRequestCounter();
  server.prependListener('request', (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () =>
      counter.count(
        String(request.headers['x-amz-target'] ?? ''),
        tableOfRequest(Buffer.concat(chunks).toString()),
      ),
    );
  });
  tellCounts(server, requestCountsPath, counter.counts);
};

const queueRequest = z.looseObject({ QueueUrl: z.string() });

/**
 * Counts SQS requests by operation and queue, and serves the counts. Call before the engine
 * listens.
 */
export const countQueueRequests = (app: ReturnType<typeof buildApp>): void => {
  const counter = createRequestCounter();
  app.addHook('preHandler', async (request) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (!target.startsWith('AmazonSQS.')) return;
    const body = queueRequest.safeParse(request.body);
    if (body.success)
      counter.count(target, body.data.QueueUrl.slice(body.data.QueueUrl.lastIndexOf('/') + 1));
  });
  app.get(requestCountsPath, async () => counter.counts());
};

/** Reads the counts that an engine serves at a path. */
export const readCounts = async (engineUrl: string, path: string): Promise<RequestCounts> => {
  const answer = await fetch(new URL(path, engineUrl));
  return z.parse(z.record(z.string(), z.number()), await answer.json());
};

/** Reads the request counts of an engine. */
export const readRequestCounts = (engineUrl: string): Promise<RequestCounts> =>
  readCounts(engineUrl, requestCountsPath);
