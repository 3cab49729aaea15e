import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { wireLimits } from '../../shared/ses-api/wire/wire-limits.ts';

/**
 * Body of a request; undefined when it is too large. Such a body is read to its end all the same,
 * because a client that is cut off while it writes never sees the answer.
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

export const writeAnswer = (response: ServerResponse, answer: HttpAnswer): void => {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
};
