import {
  Agent,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { tableOfRequest } from '../engines/request-counts.ts';
import { type Service, type ServiceError, serviceError } from './service-errors.ts';

/** A request to a service, read to its end. */
export interface ServiceRequest {
  readonly service: Service;
  /** `UpdateItem`, `SendRawEmail`, … */
  readonly operation: string;
  /** The table, queue or object; '' where there is none. */
  readonly subject: string;
  readonly body: string;
}

/** What becomes of a request on its way. `before` and `after`: whether the service has done what it was asked. */
export type Fate =
  | { readonly kind: 'pass' }
  /** Answered as the service does when it fails, or is asked too often; the service has done nothing. */
  | { readonly kind: ServiceError }
  /** Answered as when the service fails, although it has done it. */
  | { readonly kind: 'error-after' }
  /** The connection breaks. `act` runs first. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after'; readonly act?: () => void }
  /** No answer ever comes. */
  | { readonly kind: 'silence'; readonly when: 'before' | 'after' }
  /** The answer comes late. */
  | { readonly kind: 'slow'; readonly ms: number };

/** Decides once per request, when it has arrived. */
export type FateOf = (request: ServiceRequest) => Fate;

export interface ServiceProxyOptions {
  readonly service: Service;
  /** URL of the engine behind. */
  readonly target: string;
  readonly fateOf: FateOf;
  /** Told when the service has answered a request, whatever reaches the caller. */
  readonly onAnswered?: (request: ServiceRequest, status: number) => void;
}

export interface ServiceProxy {
  readonly url: string;
  /** Closes the port and every connection. */
  readonly close: () => Promise<void>;
}

/** Below the five seconds after which Node's own servers close a connection that rests. */
const restMs = 3_000;

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

const readAll = async (readable: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of readable) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const objectOperations: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
  HEAD: 'HeadObject',
};

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Reads from a request what it asks for, in any of the protocols of AWS. */
export const describeRequest = (
  service: Service,
  {
    method = 'GET',
    url = '/',
    target,
  }: { readonly method?: string; readonly url?: string; readonly target?: string },
  body: string,
): Omit<ServiceRequest, 'body'> => {
  const { pathname } = new URL(url, 'http://localhost');
  if (target !== undefined) {
    const queueUrl = /"QueueUrl":"([^"]+)"/.exec(body)?.[1];
    return {
      service,
      operation: lastOf(target.replaceAll('.', '/')),
      subject: queueUrl === undefined ? tableOfRequest(body) : lastOf(queueUrl),
    };
  }
  const action = /(?:^|&)Action=([^&]+)/.exec(body)?.[1];
  if (action !== undefined) return { service, operation: action, subject: '' };
  if (service === 's3')
    return { service, operation: objectOperations[method] ?? method, subject: pathname };
  return { service, operation: `${method} ${pathname}`, subject: '' };
};

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
]);

const onward = (headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name) ? [] : [[name, value] as const],
    ),
  );

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts a server on a free port of 127.0.0.1 that stands between functions and one service, and lets happen to each request what
 * `fateOf` says. A request that is past its fate goes on to the engine exactly once.
 */
export const startServiceProxy = async ({
  service,
  target,
  fateOf,
  onAnswered,
}: ServiceProxyOptions): Promise<ServiceProxy> => {
  const agent = new Agent({ keepAlive: true, timeout: restMs });

  const ask = (incoming: IncomingMessage, body: Buffer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = openRequest(
        new URL(incoming.url ?? '/', target),
        {
          method: incoming.method,
          agent,
          headers: { ...onward(incoming.headers), 'content-length': body.byteLength },
        },
        (answer) => {
          readAll(answer).then(
            (text) =>
              resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: text }),
            reject,
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  const write = (response: ServerResponse, answer: Answer): void => {
    response
      .writeHead(answer.status, {
        ...onward(answer.headers),
        'content-length': answer.body.byteLength,
      })
      .end(answer.body);
  };

  const writeServiceError = (response: ServerResponse, kind: ServiceError, path: string): void => {
    const { status, contentType, headers, body } = serviceError(service, kind, path);
    write(response, {
      status,
      headers: { ...headers, 'content-type': contentType },
      body: Buffer.from(body),
    });
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(incoming);
    const text = body.toString('utf8');
    const path = incoming.url ?? '/';
    const header = incoming.headers['x-amz-target'];
    const described = describeRequest(
      service,
      {
        method: incoming.method ?? 'GET',
        url: path,
        ...(typeof header === 'string' ? { target: header } : {}),
      },
      text,
    );
    const request: ServiceRequest = { ...described, body: text };
    const pass = async (): Promise<Answer> => {
      const answer = await ask(incoming, body);
      onAnswered?.(request, answer.status);
      return answer;
    };
    const fate = fateOf(request);
    switch (fate.kind) {
      case 'pass':
        return write(response, await pass());
      case 'error':
      case 'throttle':
        return writeServiceError(response, fate.kind, path);
      case 'error-after':
        await pass();
        return writeServiceError(response, 'error', path);
      case 'reset':
        if (fate.when === 'after') await pass();
        fate.act?.();
        incoming.socket.resetAndDestroy();
        return;
      case 'silence':
        if (fate.when === 'after') await pass();
        return;
      case 'slow': {
        const answer = await pass();
        await sleep(fate.ms);
        return write(response, answer);
      }
      default:
        return fate satisfies never;
    }
  };

  const server = createServer((incoming, response) => {
    // The engine is gone, or the caller: either way there is nobody left to answer.
    handle(incoming, response).catch(() => incoming.socket.destroy());
  });
  // Connections break when a fate says so, and not by themselves.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  const listener = await listenOnLoopback(server, 0);
  return {
    url: `http://127.0.0.1:${listener.port}`,
    close: async () => {
      agent.destroy();
      await listener.close();
    },
  };
};
