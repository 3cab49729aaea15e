import type { FetchFromSns } from './ports.ts';

/** SNS's response is unusable. The message holds a status or a limit, never content. */
class SnsDidNotAnswer extends Error {
  override readonly name = 'SnsDidNotAnswer';
}

export interface SnsHttpsOptions {
  /** Time limit of a whole request, from name resolution to the last byte; ms. */
  readonly timeoutMs: number;
  /** Size limit of a response. */
  readonly longestBytes: number;
  /** Base URL in place of SNS's public endpoint, like AWS_ENDPOINT_URL_SNS of the SDKs. */
  readonly endpoint?: string | undefined;
}

/**
 * Fetches what SNS serves without credentials: signing certificates, and the confirmation of a
 * subscription. Redirects are not followed.
 *
 * The SDK is not used: it has no call for certificates, and it would sign the confirmation with
 * credentials of our account, which has no rights on the topic.
 */
export const snsHttps =
  ({ timeoutMs, longestBytes, endpoint }: SnsHttpsOptions): FetchFromSns =>
  async (url) => {
    const { pathname, search } = new URL(url);
    const target = endpoint === undefined ? url : new URL(`${pathname}${search}`, endpoint);
    const response = await fetch(target, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw new SnsDidNotAnswer(`status ${response.status}`);
    }
    return readAll(response.body, longestBytes);
  };

const readAll = async (body: ReadableStream<Uint8Array>, longestBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream, so that no more than the limit is read.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > longestBytes) throw new SnsDidNotAnswer(`more than ${longestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
