import { createServer, type RequestListener } from 'node:http';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';

/** A request that came. */
export interface SeenRequest<Body> {
  /** `POST /v2/email/outbound-emails` */
  readonly path: string;
  readonly body: Body;
}

export interface AnsweringServer<Body> {
  readonly url: string;
  readonly requests: readonly SeenRequest<Body>[];
  /** May be called again. */
  readonly close: () => Promise<void>;
}

/**
 * A server that gives the answers of a test, and keeps what it was asked.
 *
 * @param read - reads the body of a request
 * @param answer - asked at each request, when all of it has come
 */
export const answeringServer = async <Body>(
  read: (text: string) => Body,
  answer: RequestListener,
): Promise<AnsweringServer<Body>> => {
  const requests: SeenRequest<Body>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = read(Buffer.concat(chunks).toString());
      requests.push({ path: `${request.method} ${request.url}`, body });
      answer(request, response);
    });
  });
  const { port, close } = await listenOnLoopback(server, 0);
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};

/** Body of a request in JSON. */
export const readJson = (text: string): unknown => JSON.parse(text);

/** An answer in JSON, as SES's v2 API gives it. */
export const respondJson =
  (status: number, body: unknown, errorType?: string): RequestListener =>
  (_, response) =>
    response
      .writeHead(status, {
        'content-type': 'application/json',
        ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
      })
      .end(JSON.stringify(body));
