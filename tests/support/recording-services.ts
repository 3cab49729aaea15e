import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Readonly<Record<string, unknown>>;

/**
 * What a stand-in answers to an operation on a thing; undefined for what an empty account answers.
 */
export type Answers = (operation: string, on: string, body: Json) => unknown;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
};

const lastOf = (path: unknown): string =>
  String(path ?? '')
    .split('/')
    .at(-1) ?? '';

/** Name of the table, queue or bucket that a request is about, and what is done with it. */
const namesOf = (request: IncomingMessage, body: Json): readonly [string, string] => {
  const target = request.headers['x-amz-target'];
  const { pathname } = new URL(request.url ?? '/', 'http://x');
  if (typeof target !== 'string') return [request.method ?? '', pathname.replace(/\/$/, '')];
  const operation = target.split('.')[1] ?? '';
  const [table] = Object.keys((body.RequestItems as Json | undefined) ?? {});
  return [operation, String(body.TableName ?? table ?? (lastOf(body.QueueUrl) || body.QueueName))];
};

const emptyAnswer = (operation: string, body: Json): unknown => {
  switch (operation) {
    case 'Scan':
    case 'Query':
      return { Items: [], Count: 0 };
    case 'BatchGetItem':
      return { Responses: {}, UnprocessedKeys: {} };
    case 'UpdateItem':
      return { Attributes: {} };
    case 'SendMessage':
      return {
        MessageId: 'm',
        MD5OfMessageBody: createHash('md5').update(String(body.MessageBody)).digest('hex'),
      };
    default:
      return {};
  }
};

/**
 * Stands in for every service of AWS at once: answers as an empty account does, and notes each
 * request as `operation thing`. It shows what a port is wired to.
 */
export const startRecordingServices = async (answers: Answers = () => undefined) => {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const text = await readBody(request);
      const body = parse(text);
      const [operation, on] = namesOf(request, body);
      calls.push(`${operation} ${on}`);
      const answer = answers(operation, on, body) ?? emptyAnswer(operation, body);
      const isText = typeof answer === 'string';
      response.writeHead(200, {
        'content-type': isText ? 'application/xml' : 'application/x-amz-json-1.0',
      });
      response.end(isText ? answer : JSON.stringify(answer));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** Requests since the last time. */
    take: () => calls.splice(0),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A listing of S3. */
export const listingOf = (keys: readonly string[]): string =>
  `<ListBucketResult>${keys.map((Key) => `<Contents><Key>${Key}</Key></Contents>`).join('')}</ListBucketResult>`;
