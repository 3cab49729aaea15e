import * as z from 'zod/mini';
import { readCallerArn } from '../../shared/access-keys/aws-role.ts';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import type { DoorRequest } from './door-request.ts';
import type { SesDoorPorts } from './ports.ts';

/** Longest body; bytes. Tokens of STS have some 2,000 characters. */
const longestBody = 8_192;

/**
 * What a program proves its AWS role with: parts of a call of STS's GetCallerIdentity that it has
 * signed for this door and not sent.
 */
const proofSchema = z.strictObject({
  /** Header Authorization. */
  authorization: z.string().check(z.maxLength(2_048)),
  /** Header X-Amz-Date. */
  date: z.string().check(z.regex(/^\d{8}T\d{6}Z$/)),
  /** Header X-Amz-Security-Token; each role has one. */
  token: z.string().check(z.minLength(1), z.regex(/^[\x21-\x7e]+$/)),
});

/** Headers that must be signed: the last one, the door's host, makes the proof good here alone. */
export const signedHeaders =
  'content-type;host;x-amz-date;x-amz-security-token;x-ses-pipeline-door';

/**
 * Gives a program that has an AWS role an access key for an hour, in the form of the SDKs'
 * `credential_process`. AWS itself verifies the proof: the door sends the call to STS, which says
 * whose it is.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @throws when STS or the table cannot be reached
 */
export const answerCredentials = async (
  { askSts, roleKeys, takeTurn }: SesDoorPorts,
  { method, headers, body }: DoorRequest,
): Promise<HttpAnswer> => {
  if (method !== 'POST') return answered(405, { message: 'Send a POST.' });
  const proof = body.byteLength > longestBody ? undefined : readProof(body);
  if (proof === undefined) return answered(400, { message: notAProof });
  if (!takeTurn()) return answered(429, { message: 'Too many proofs at once; come again.' });
  const arn = await askSts({ ...proof, door: headers.host ?? '' });
  const role = arn === undefined ? undefined : readCallerArn(arn);
  const roleKey = role === undefined ? undefined : await roleKeys.find(role);
  if (roleKey === undefined) return answered(403, { message: refused });
  const { key, secret } = await roleKeys.issue(roleKey);
  return answered(200, {
    Version: 1,
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: secret,
    Expiration: new Date(key.expiresAt ?? 0).toISOString(),
  });
};

const notAProof = `The body is no signed call of GetCallerIdentity: {"authorization", "date", "token"}, with the signed headers ${signedHeaders}.`;

/** One answer for every reason, so that nobody learns which roles have a key. */
const refused = 'AWS does not confirm this caller, or its role has no key here.';

/** What a program proves its role with. */
export type Proof = z.infer<typeof proofSchema>;

const readProof = (body: Buffer): Proof | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const { data } = proofSchema.safeParse(value);
  return data?.authorization.includes(`SignedHeaders=${signedHeaders},`) ? data : undefined;
};

const answered = (status: number, body: object): HttpAnswer => ({
  status,
  contentType: 'application/json',
  headers: { 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});
