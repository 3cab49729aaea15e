import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { wireLimits } from '../../shared/ses-api/wire/wire-limits.ts';
import type { NodeRoutes } from '../loopback/routes-server.ts';

/** The input of a route of the simulator: the request and its complete body. */
export interface SimulatorRoutes extends NodeRoutes {
  Variables: { body: Buffer };
}

/**
 * Body of a request; undefined when it is too large. Such a body is still read to its end, because
 * a client that is cut off while it writes never sees the answer.
 */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= wireLimits.bodyBytes) chunks.push(chunk);
  }
  return bytes > wireLimits.bodyBytes ? undefined : Buffer.concat(chunks);
};

export const plainAnswer = (status: number, text: string): HttpAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${text}\n`,
});

export const responseOf = ({ status, headers, contentType, body }: HttpAnswer): Response =>
  new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    status,
    headers: {
      ...headers,
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(body)),
    },
  });
