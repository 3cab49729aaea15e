import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';

/** Larger than the largest message of v2 in base64 with percent signs. */
const maxBodyBytes = 64 * 1024 * 1024;

/**
 * Body of a request; undefined when it is too large. Such a body is read to its end all the same,
 * because a client that is cut off while it writes never sees the answer.
 */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks);
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
