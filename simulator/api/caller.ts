import type { IncomingMessage } from 'node:http';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';

/** Who signed a request. Signatures are not verified: any secret goes with any key. */
export interface Caller {
  readonly isSigned: boolean;
  /** Undefined where the signature is of another form than AWS4. */
  readonly accessKeyId: string | undefined;
  /** Whether it has a session token. */
  readonly isTemporary: boolean;
}

/** Access key that is refused whatever the options say, as AWS refuses one that it does not know. */
export const unknownAccessKeyId = 'AKIA00000000UNKNOWN0';

/**
 * Reads the signature's header, or its parameters in a signed URL.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const readCaller = (
  { headers }: IncomingMessage,
  parameter: (name: string) => string | undefined,
): Caller => {
  const { authorization } = headers;
  const credential =
    /\bCredential=([^,\s]+)/.exec(authorization ?? '')?.[1] ?? parameter('X-Amz-Credential');
  return {
    isSigned:
      authorization !== undefined ||
      headers['x-amzn-authorization'] !== undefined ||
      parameter('X-Amz-Signature') !== undefined,
    accessKeyId: credential?.split('/')[0],
    isTemporary:
      headers['x-amz-security-token'] !== undefined ||
      parameter('X-Amz-Security-Token') !== undefined,
  };
};

/** Why a caller is refused; undefined when it is not. */
export const checkCaller = (
  { isSigned, accessKeyId }: Caller,
  refusedKeys: ReadonlySet<string>,
): Refusal | undefined => {
  if (!isSigned)
    return refuse('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  return accessKeyId !== undefined &&
    (accessKeyId === unknownAccessKeyId || refusedKeys.has(accessKeyId))
    ? refuse('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)
    : undefined;
};
