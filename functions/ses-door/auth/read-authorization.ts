import { type Refusal, refuse } from '../../../shared/ses-api/wire/refusal.ts';

/** What a request says of its signature. */
export interface Authorization {
  readonly kind: 'authorization';
  readonly accessKeyId: string;
  /** `yyyymmdd` of the credential's scope. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** Names in lower case. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  /** Time of signing; epoch ms. */
  readonly signedAtMs: number;
}

type Headers = Readonly<Record<string, string>>;

const algorithm = 'AWS4-HMAC-SHA256';

/** Longest header that is read; characters. */
const longestHeader = 4_096;

const missing = refuse(
  'MissingAuthenticationToken',
  'Request is missing Authentication Token',
  403,
);

/**
 * Reads the headers `Authorization` and `X-Amz-Date` of a request that is signed with Signature
 * Version 4.
 *
 * @param headers - by name in lower case
 * @returns AWS's refusal where they are absent or not whole
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const readAuthorization = (headers: Headers): Authorization | Refusal => {
  const header = headers.authorization;
  if (header === undefined || !header.startsWith(algorithm)) return missing;
  if (header.length > longestHeader) return incomplete('Authorization header is too long.');
  const parts = partsOf(header.slice(algorithm.length));
  const [credential, signedHeaders, signature] = [
    parts.get('Credential'),
    parts.get('SignedHeaders'),
    parts.get('Signature'),
  ];
  if (credential === undefined || signedHeaders === undefined || signature === undefined)
    return incomplete(
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.",
    );
  const scope = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential);
  if (scope === null)
    return incomplete(
      'Credential must have exactly 5 slash-delimited elements: keyid/date/region/service/term.',
    );
  const signedAtMs = timeOf(headers['x-amz-date']);
  if (signedAtMs === undefined)
    return incomplete("Authorization header requires existence of a 'X-Amz-Date' header.");
  if (!/^[0-9a-f]{64}$/.test(signature)) return incomplete("'Signature' is not a signature.");
  const [, accessKeyId = '', day = '', region = '', service = ''] = scope;
  return {
    kind: 'authorization',
    ...{ accessKeyId, day, region, service, signature, signedAtMs },
    signedHeaders: signedHeaders.toLowerCase().split(';'),
  };
};

const incomplete = (problem: string): Refusal => refuse('IncompleteSignature', problem, 403);

const partsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').flatMap((part) => {
      const equals = part.indexOf('=');
      return equals === -1 ? [] : [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()]];
    }),
  );

/** A time like `20261129T110000Z`; epoch ms. */
const timeOf = (text: string | undefined): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
};
