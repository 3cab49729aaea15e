import { Agent, type IncomingMessage, request as openRequest } from 'node:http';

/** Answer of an engine, read to its end. */
export interface EngineAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** Forwards requests to one engine. */
export interface EngineRequests {
  readonly pass: (incoming: IncomingMessage, body: Buffer) => Promise<EngineAnswer>;
  readonly close: () => void;
}

/**
 * Time after which an idle connection is closed; ms. Less than the five seconds after which Node's
 * own servers close it.
 */
const IDLE_CONNECTION_MS = 3_000;

/** @param target - URL of the engine */
export const createEngineRequests = (target: string): EngineRequests => {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS });
  const pass = (incoming: IncomingMessage, body: Buffer): Promise<EngineAnswer> =>
    new Promise((resolve, reject) => {
      const outgoing = openRequest(
        new URL(incoming.url ?? '/', target),
        {
          method: incoming.method,
          agent,
          headers: { ...forwardedHeaders(incoming.headers), 'content-length': body.byteLength },
        },
        (answer) => readAnswer(answer).then(resolve, reject),
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { pass, close: () => agent.destroy() };
};

const readAnswer = async (answer: IncomingMessage): Promise<EngineAnswer> => ({
  status: answer.statusCode ?? 502,
  headers: answer.headers,
  body: await readAll(answer),
});

export const readAll = async (readable: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of readable) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Headers that concern only one connection, or that are set anew. */
const notForwarded = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
]);

export const forwardedHeaders = (
  headers: NodeJS.Dict<string | string[]>,
): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || notForwarded.has(name) ? [] : [[name, value] as const],
    ),
  );
