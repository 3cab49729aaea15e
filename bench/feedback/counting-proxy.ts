import { createServer, request as send } from 'node:http';
import * as z from 'zod/mini';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';

/** Requests and writes that went to DynamoDB. */
export interface Traffic {
  readonly requests: number;
  /** Writes per item, by table and key. */
  readonly writes: ReadonlyMap<string, number>;
}

export interface CountingProxy {
  readonly url: string;
  /** Traffic since the previous call. */
  readonly take: () => Traffic;
  readonly close: () => Promise<void>;
}

const attributes = z.record(z.string(), z.unknown());
const batchRequest = z.looseObject({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.looseObject({
        PutRequest: z.optional(z.looseObject({ Item: attributes })),
        DeleteRequest: z.optional(z.looseObject({ Key: attributes })),
      }),
    ),
  ),
});
const singleRequest = z.looseObject({
  TableName: z.string(),
  Key: z.optional(attributes),
  Item: z.optional(attributes),
});

/** Starts a proxy before a DynamoDB engine that counts requests, and writes per item. */
export const startCountingProxy = async (
  engineUrl: string,
  keysOf: (table: string) => readonly string[],
): Promise<CountingProxy> => {
  let requests = 0;
  let writes = new Map<string, number>();
  const engine = new URL(engineUrl);
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      requests += 1;
      for (const item of writtenItems(
        String(incoming.headers['x-amz-target'] ?? ''),
        JSON.parse(body.toString()),
        keysOf,
      )) {
        writes.set(item, (writes.get(item) ?? 0) + 1);
      }
      const { method, url: path } = incoming;
      const headers = { ...incoming.headers, host: engine.host };
      const onward = send(
        { host: engine.hostname, port: engine.port, method, path, headers },
        (reply) => {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer);
        },
      );
      onward.on('error', () => answer.destroy());
      onward.end(body);
    });
  });
  const { port, close } = await listenOnLoopback(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    take: () => {
      const taken = { requests, writes };
      requests = 0;
      writes = new Map();
      return taken;
    },
    close,
  };
};

/**
 * Items that a request writes, as `<table> <key>`.
 *
 * @param target - the header `X-Amz-Target`
 * @param keysOf - names of a table's key attributes
 */
const writtenItems = (
  target: string,
  body: unknown,
  keysOf: (table: string) => readonly string[],
): readonly string[] => {
  const operation = target.slice(target.lastIndexOf('.') + 1);
  const name = (table: string, item: Readonly<Record<string, unknown>> | undefined): string =>
    `${table} ${JSON.stringify(keysOf(table).map((key) => item?.[key]))}`;
  if (operation === 'BatchWriteItem') {
    return Object.entries(z.parse(batchRequest, body).RequestItems).flatMap(([table, writes]) =>
      writes.map(({ PutRequest, DeleteRequest }) =>
        name(table, PutRequest?.Item ?? DeleteRequest?.Key),
      ),
    );
  }
  if (!['UpdateItem', 'PutItem', 'DeleteItem'].includes(operation)) return [];
  const { TableName, Key, Item } = z.parse(singleRequest, body);
  return [name(TableName, Key ?? Item)];
};
