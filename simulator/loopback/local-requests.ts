import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { type Reach, thisMachine } from './reach.ts';

/**
 * Whether a link on another site may lead to this request. It must change nothing and reveal
 * nothing to that site.
 */
export type MayBeVisited = (request: IncomingMessage) => boolean;

/**
 * Guard against web pages: the server answers programs of this machine, and refuses pages of other
 * sites that run in a browser on it. It runs before any other listener sees the request.
 *
 * Such a page can use a host name of its own that resolves to 127.0.0.1 (DNS rebinding; Host shows
 * it), or send a request whose answer it does not need (Origin and Sec-Fetch-Site show it).
 * Programs send neither.
 *
 * Call it once all request listeners are attached.
 *
 * @param mayBeVisited - requests to which a link on another site may lead; none by default
 * @param reach - its host is a name of the server, too
 */
export const answerLocalRequests = (
  server: Server,
  mayBeVisited: MayBeVisited = nothingMayBeVisited,
  reach: Reach = thisMachine,
): void => {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  const guard: RequestListener = (request, response) => {
    const refusal = refusalOf(request, mayBeVisited, reach);
    if (refusal !== undefined) {
      response
        .writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
        .end(`${refusal}\n`);
      return;
    }
    // The server's own origin needs no CORS permission. The header is removed, because engines that
    // see it would give permission to every origin.
    delete request.headers.origin;
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  };
  server.on('request', guard);
};

const nothingMayBeVisited: MayBeVisited = () => false;

const httpPort = 80;

/**
 * Host names that no other site can have: the loopback addresses, and localhost with every name
 * below it (RFC 6761 section 6.3), where S3 clients put the bucket's name.
 */
const localHost = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9_.-]+\.)?localhost)(?::(\d{1,5}))?$/i;

const isOwnHost = ({ headers, socket }: IncomingMessage, { host }: Reach): boolean => {
  const named = headers.host ?? '';
  const [match, port] = localHost.exec(named) ?? [];
  if (match !== undefined) return Number(port ?? httpPort) === socket.localPort;
  // The name that was asked for, and names below it, where S3 clients put the bucket's.
  const own = `${host}:${socket.localPort}`.toLowerCase();
  return named.toLowerCase() === own || named.toLowerCase().endsWith(`.${own}`);
};

const isSameOrigin = ({ headers }: IncomingMessage): boolean =>
  headers.origin === undefined ||
  headers.origin.toLowerCase() === `http://${headers.host}`.toLowerCase();

/**
 * Whether a page of another site makes the request. Browsers say so in Sec-Fetch-Site even for
 * requests without Origin (image, script, link).
 */
const isFromElsewhere = ({ headers }: IncomingMessage): boolean =>
  headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site';

const refusalOf = (
  request: IncomingMessage,
  mayBeVisited: MayBeVisited,
  reach: Reach,
): string | undefined => {
  if (!isOwnHost(request, reach)) {
    const port = request.socket.localPort;
    const other = reach.host === thisMachine.host ? 'localhost' : reach.host;
    return `Only requests to 127.0.0.1:${port} or ${other}:${port} are answered: see the header Host.`;
  }
  if (!isSameOrigin(request) || (isFromElsewhere(request) && !mayBeVisited(request)))
    return 'Requests from a page of another site are not answered.';
  return undefined;
};
