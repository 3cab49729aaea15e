import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AccessKey } from '../../../shared/access-keys/access-key.ts';
import type { FindAccessKey } from '../../../shared/access-keys/ports.ts';
import { type Refusal, refuse } from '../../../shared/ses-api/wire/refusal.ts';
import { NodeSha256 } from '../../../shared/system/node-sha256.ts';
import type { DoorRequest } from '../door-request.ts';
import { type Authorization, readAuthorization } from './read-authorization.ts';

export interface SignaturePorts {
  /** Throws when that cannot be found out now. */
  readonly findAccessKey: FindAccessKey;
  /** Region of the endpoint, for which its requests must be signed. */
  readonly region: string;
  /** Epoch ms. */
  readonly now: () => number;
}

export type Verified = { readonly kind: 'verified'; readonly key: AccessKey } | Refusal;

/** Name of the service in the credential's scope. */
const service = 'ses';

/** By how much a client's clock may differ; ms. AWS names five minutes in its refusals. */
const windowMs = 5 * 60_000;

const contentHashHeader = 'x-amz-content-sha256';

/**
 * Verifies that a request is signed with a valid access key, as AWS does: Signature Version 4, for
 * this service and region, now, over this body. The signer of the AWS SDK computes the signature
 * from the signed headers; it is compared in constant time.
 *
 * @returns the key, or AWS's refusal
 * @throws when the key cannot be looked up
 */
export const verifySignature = async (
  { findAccessKey, region, now }: SignaturePorts,
  request: DoorRequest,
): Promise<Verified> => {
  const authorization = readAuthorization(request.headers);
  if (authorization.kind === 'refused') return authorization;
  const refusal =
    checkScope(authorization, region) ??
    checkTime(authorization, now()) ??
    checkHeaders(authorization, request);
  if (refusal !== undefined) return refusal;
  const found = await findAccessKey(authorization.accessKeyId);
  if (found.kind !== 'found') return unknownKey;
  const expected = await signatureOf(authorization, request, found.secret);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(authorization.signature))
    ? { kind: 'verified', key: found.key }
    : mismatch(wrongSignature);
};

const unknownKey = refuse(
  'InvalidClientTokenId',
  'The security token included in the request is invalid.',
  403,
);

const mismatch = (text: string): Refusal => refuse('SignatureDoesNotMatch', text, 403);

const wrongSignature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const checkScope = (given: Authorization, region: string): Refusal | undefined => {
  if (given.region !== region) return mismatch('Credential should be scoped to a valid region.');
  if (given.service !== service)
    return mismatch(`Credential should be scoped to correct service: '${service}'.`);
  return given.day === stampOf(given.signedAtMs).slice(0, 8)
    ? undefined
    : mismatch(
        'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
      );
};

const checkTime = ({ signedAtMs }: Authorization, nowMs: number): Refusal | undefined => {
  const [signed, now] = [stampOf(signedAtMs), stampOf(nowMs)];
  if (signedAtMs < nowMs - windowMs)
    return mismatch(
      `Signature expired: ${signed} is now earlier than ${stampOf(nowMs - windowMs)} (${now} - 5 min.)`,
    );
  return signedAtMs > nowMs + windowMs
    ? mismatch(
        `Signature not yet current: ${signed} is still later than ${stampOf(nowMs + windowMs)} (${now} + 5 min.)`,
      )
    : undefined;
};

/** A time like `20261129T110000Z`. */
const stampOf = (epochMs: number): string =>
  `${new Date(epochMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** The host, the time and what the client says of the body must be signed, and be true. */
const checkHeaders = (
  { signedHeaders }: Authorization,
  { headers, body }: DoorRequest,
): Refusal | undefined => {
  for (const name of ['host', 'x-amz-date'])
    if (!signedHeaders.includes(name)) return mismatch(`'${name}' must be a signed header.`);
  if (!signedHeaders.includes(contentHashHeader)) return undefined;
  const hash = createHash('sha256').update(body).digest('hex');
  return headers[contentHashHeader] === hash
    ? undefined
    : mismatch('The provided x-amz-content-sha256 header does not match what was computed.');
};

const signatureOf = async (
  { accessKeyId, signedHeaders, signedAtMs, region }: Authorization,
  { method, path, query, headers, body }: DoorRequest,
  secretAccessKey: string,
): Promise<string> => {
  const signer = new SignatureV4({
    ...{ region, service, sha256: NodeSha256 },
    credentials: { accessKeyId, secretAccessKey },
    // What the client did not sign is not added.
    applyChecksum: false,
  });
  const signed = Object.fromEntries(
    signedHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
  const { headers: written } = await signer.sign(
    {
      ...{ method, path, body },
      query: queryOf(query),
      headers: signed,
      ...{ protocol: 'https:', hostname: signed.host ?? '' },
    },
    { signingDate: new Date(signedAtMs), signableHeaders: new Set(signedHeaders) },
  );
  return /Signature=([0-9a-f]{64})$/.exec(written.authorization ?? '')?.[1] ?? ''.padEnd(64, '-');
};

/** A name that comes several times has all its values. */
const queryOf = (query: string): Record<string, string | string[]> => {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const [first = '', ...further] = parameters.getAll(name);
      return [name, further.length === 0 ? first : [first, ...further]];
    }),
  );
};
