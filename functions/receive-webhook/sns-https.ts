import type { FetchFromSns } from './ports.ts';

/** What came back is not what was asked for; `detail` is a status or a limit, never content. */
class SnsDidNotAnswer extends Error {
  override readonly name = 'SnsDidNotAnswer';
}

export interface SnsHttpsOptions {
  /** For everything, from the name of the host to the last byte; ms. */
  readonly timeoutMs: number;
  readonly longestBytes: number;
  /**
   * Where SNS is when it is not at its public address, as AWS_ENDPOINT_URL_SNS says it to every
   * SDK.
   */
  readonly endpoint?: string | undefined;
}

const readAll = async (body: ReadableStream<Uint8Array>, longestBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream, so that no more is read than is allowed.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > longestBytes) throw new SnsDidNotAnswer(`more than ${longestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Fetches from SNS what needs no credentials: its certificates, and the confirmation of a
 * subscription. Redirects are not followed.
 *
 * The SDK has no call for the former, and signs the latter with credentials of an account that has
 * no say over the topic.
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
