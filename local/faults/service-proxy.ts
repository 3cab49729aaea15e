import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import {
  createEngineRequests,
  type EngineAnswer,
  type EngineRequests,
  forwardedHeaders,
  readAll,
} from './engine-requests.ts';
import type { Fate, FateOf } from './fate.ts';
import { type Service, type ServiceError, serviceError } from './service-errors.ts';
import { describeRequest, type ServiceRequest } from './service-request.ts';

export interface ServiceProxyOptions {
  readonly service: Service;
  /** URL of the engine behind the proxy. */
  readonly target: string;
  readonly fateOf: FateOf;
  /** Called when the service has answered a request, whatever the caller then receives. */
  readonly onAnswered?: (request: ServiceRequest, status: number) => void;
}

export interface ServiceProxy {
  readonly url: string;
  /** Closes the port and every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy on a free port of 127.0.0.1 between functions and one service. `fateOf` decides
 * what happens to each request. A request that passes reaches the engine exactly once.
 */
export const startServiceProxy = async (options: ServiceProxyOptions): Promise<ServiceProxy> => {
  const engine = createEngineRequests(options.target);
  const server = createServer((incoming, response) => {
    // The engine or the caller is gone; in either case there is nobody left to answer.
    handle(options, engine, incoming, response).catch(() => incoming.socket.destroy());
  });
  // Connections must break only when a fate says so, so the server has no time-outs.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  const listener = await listenOnLoopback(server, 0);
  return {
    url: `http://127.0.0.1:${listener.port}`,
    close: async () => {
      engine.close();
      await listener.close();
    },
  };
};

const handle = async (
  { service, fateOf, onAnswered }: ServiceProxyOptions,
  engine: EngineRequests,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readAll(incoming);
  const request = requestOf(service, incoming, body);
  const pass = async (): Promise<EngineAnswer> => {
    const answer = await engine.pass(incoming, body);
    onAnswered?.(request, answer.status);
    return answer;
  };
  await meetFate(fateOf(request), { service, incoming, response, pass });
};

const requestOf = (service: Service, incoming: IncomingMessage, body: Buffer): ServiceRequest => {
  const { method = 'GET', url = '/', headers } = incoming;
  const target = headers['x-amz-target'];
  const text = body.toString('utf8');
  const head = { method, url, ...(typeof target === 'string' ? { target } : {}) };
  return { ...describeRequest(service, head, text), body: text };
};

interface Exchange {
  readonly service: Service;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** Lets the engine execute the request. */
  readonly pass: () => Promise<EngineAnswer>;
}

const meetFate = async (fate: Fate, exchange: Exchange): Promise<void> => {
  const { incoming, response, pass } = exchange;
  switch (fate.kind) {
    case 'pass':
      return write(response, await pass());
    case 'error':
    case 'throttle':
      return writeError(exchange, fate.kind);
    case 'error-after':
      await pass();
      return writeError(exchange, 'error');
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

const write = (response: ServerResponse, { status, headers, body }: EngineAnswer): void => {
  response
    .writeHead(status, { ...forwardedHeaders(headers), 'content-length': body.byteLength })
    .end(body);
};

const writeError = ({ service, incoming, response }: Exchange, kind: ServiceError): void => {
  const { status, contentType, headers, body } = serviceError(service, kind, incoming.url ?? '/');
  const answer = {
    status,
    headers: { ...headers, 'content-type': contentType },
    body: Buffer.from(body),
  };
  write(response, answer);
};
