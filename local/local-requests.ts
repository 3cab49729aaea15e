import type { IncomingMessage, RequestListener, Server } from 'node:http';

/** Whether a page of another site may lead a browser to it; nothing that changes or tells anything to that page. */
export type MayBeVisited = (request: IncomingMessage) => boolean;

const nothingMayBeVisited: MayBeVisited = () => false;

const httpPort = 80;

/**
 * Names that no other site can have: the addresses of this machine, and localhost with all below it (RFC 6761 section 6.3), where clients of S3
 * put the bucket's name.
 */
const localHost = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9_.-]+\.)?localhost)(?::(\d{1,5}))?$/i;

const isLocalHost = ({ headers, socket }: IncomingMessage): boolean => {
  const [match, port] = localHost.exec(headers.host ?? '') ?? [];
  return match !== undefined && Number(port ?? httpPort) === socket.localPort;
};

const isSameOrigin = ({ headers }: IncomingMessage): boolean =>
  headers.origin === undefined ||
  headers.origin.toLowerCase() === `http://${headers.host}`.toLowerCase();

/** Browsers say of every request what asked for it, also of those without Origin: images, scripts, links. */
const isFromElsewhere = ({ headers }: IncomingMessage): boolean =>
  headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site';

const refusalOf = (request: IncomingMessage, mayBeVisited: MayBeVisited): string | undefined => {
  if (!isLocalHost(request)) {
    const port = request.socket.localPort;
    return `Only requests to 127.0.0.1:${port} or localhost:${port} are answered: see the header Host.`;
  }
  if (!isSameOrigin(request) || (isFromElsewhere(request) && !mayBeVisited(request)))
    return 'Requests that a page of another site makes are not answered.';
  return undefined;
};

/**
 * Lets a server of the local stack answer programs of this machine, and no page of another site in a browser of this machine, before anything
 * else looks at a request. Such a page can name the server by a host name of its own that leads to 127.0.0.1 (DNS rebinding; Host tells), or
 * have the browser send a request whose answer it does not need (Origin and Sec-Fetch-Site tell). Programs send neither of the two.
 *
 * To be called when all listeners of requests are there.
 *
 * @param mayBeVisited - what a link of another site may lead to; nothing, unless told
 */
export const answerLocalRequests = (
  server: Server,
  mayBeVisited: MayBeVisited = nothingMayBeVisited,
): void => {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  const guard: RequestListener = (request, response) => {
    const refusal = refusalOf(request, mayBeVisited);
    if (refusal !== undefined) {
      response
        .writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
        .end(`${refusal}\n`);
      return;
    }
    // It is the server's own origin, which needs no permission of CORS: engines that see it would give every origin one.
    delete request.headers.origin;
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  };
  server.on('request', guard);
};
