/** What may have set an address, for a message. */
export interface AddressClues {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of `.local/endpoints.json`; undefined when there is none. */
  readonly localEndpoints: string | undefined;
  /** What set the region: `--region`, `AWS_REGION`, a profile. */
  readonly regionSetBy: string;
}

/**
 * Address that did not answer, and what set it: `127.0.0.1:4566 (AWS_ENDPOINT_URL_SQS)`. Undefined
 * when the error does not name it.
 */
export const unansweredAddress = (error: unknown, clues: AddressClues): string | undefined => {
  const address = addressIn(error);
  if (address === undefined) return undefined;
  const by = setBy(address, clues);
  return `${address.host}${address.port === undefined ? '' : `:${address.port}`}${by === undefined ? '' : ` (${by})`}`;
};

interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

/** Node's errors of connections have `address` and `port`, those of names `hostname`. */
const addressIn = (error: unknown): Address | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { address, hostname, port }: Readonly<Record<string, unknown>> = { ...error };
  const host = [address, hostname].find((name) => typeof name === 'string');
  if (typeof host === 'string') return { host, port: typeof port === 'number' ? port : undefined };
  const inner: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [...inner, error.cause].map(addressIn).find((found) => found !== undefined);
};

const setBy = (address: Address, clues: AddressClues): string | undefined => {
  const variable = Object.entries(clues.environment).find(
    ([name, url = '']) => name.startsWith('AWS_ENDPOINT_URL') && isAt(url, address),
  );
  if (variable !== undefined) return variable[0];
  const urls = clues.localEndpoints?.match(/https?:\/\/[^"/]+/g) ?? [];
  if (urls.some((url) => isAt(url, address))) return '.local/endpoints.json';
  return awsHost.test(address.host) ? `region set by ${clues.regionSetBy}` : undefined;
};

const awsHost = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

const loopback = ['localhost', '127.0.0.1', '::1'];

/** Whether a URL leads to the address; by its name, when that is what the error has. */
const isAt = (url: string, { host, port }: Address): boolean => {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  const name = parsed.hostname.replace(/^\[|\]$/g, '');
  const isHost = name === host || (loopback.includes(name) && loopback.includes(host));
  const usual = parsed.protocol === 'https:' ? 443 : 80;
  return isHost && (port === undefined || Number(parsed.port || usual) === port);
};
