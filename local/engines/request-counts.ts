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

/** Tells the process of an engine to count consumed units, too. */
export const countUnitsFlag = 'count-units';

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

/** Lets a server tell counts as JSON to `GET` of a path; every other request goes where it went before. */
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

/** Counts the requests to a DynamoDB engine by operation and table, and tells them. */
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

/** Asks an engine of the local stack for counts that it tells under a path. */
export const readCounts = async (engineUrl: string, path: string): Promise<RequestCounts> => {
  const answer = await fetch(new URL(path, engineUrl));
  return z.parse(z.record(z.string(), z.number()), await answer.json());
};

/** Asks an engine of the local stack for its requests. */
export const readRequestCounts = (engineUrl: string): Promise<RequestCounts> =>
  readCounts(engineUrl, requestCountsPath);
