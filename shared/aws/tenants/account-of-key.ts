import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { keysRefusedBySts } from '../../remedies/told/keys.ts';
import type { FindAccountOfKey, KeyAccount } from '../../tenants/ports.ts';
import { requestLimits } from '../clients/request-limits.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { failureOf } from '../ses/request-stage.ts';

/**
 * Asks STS for the account of an access key. The request is signed with the key itself, and needs
 * no permission; STS's endpoint is that of the region, or of `AWS_ENDPOINT_URL_STS`.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const accountOfKey: FindAccountOfKey = (key) => accountOfKeyAt(undefined)(key);

/** {@link accountOfKey}, with STS at this endpoint. */
export const accountOfKeyAt =
  (endpoint: string | undefined): FindAccountOfKey =>
  async ({ region, accessKeyId, secretAccessKey }) => {
    const client = withoutLogger(
      new STSClient({
        region,
        ...(endpoint === undefined ? {} : { endpoint }),
        credentials: { accessKeyId, secretAccessKey },
        requestHandler: requestLimits,
        maxAttempts: 2,
      }),
    );
    try {
      const { Account } = await client.send(new GetCallerIdentityCommand({}));
      return Account === undefined
        ? { kind: 'unreachable', code: 'EmptyAnswer' }
        : { kind: 'known', account: Account };
    } catch (error) {
      return answerTo(error);
    } finally {
      client.destroy();
    }
  };

/** Codes of transient errors that STS answers with status 400. */
const passing = /Throttl|TooManyRequests|LimitExceeded|RequestTimeout/;

const answerTo = (error: unknown): KeyAccount => {
  const { name, code, status } = failureOf(error);
  const isAnswered = status !== undefined && status >= 400 && status < 500;
  if (!isAnswered || passing.test(name)) return { kind: 'unreachable', code: code || name };
  const { problem, remedy } = refusals[name] ?? otherRefusal;
  return { kind: 'refused', code: name, problem, remedy };
};

const refusals: Readonly<Record<string, { readonly problem: string; readonly remedy: string }>> = {
  InvalidClientTokenId: {
    problem: 'accessKeyId: is not known to AWS, or not active',
    ...keysRefusedBySts.InvalidClientTokenId,
  },
  SignatureDoesNotMatch: {
    problem: 'secretAccessKey: is not the secret of this accessKeyId',
    ...keysRefusedBySts.SignatureDoesNotMatch,
  },
  ExpiredToken: {
    problem: 'accessKeyId: has expired',
    ...keysRefusedBySts.ExpiredToken,
  },
};

const otherRefusal = {
  problem: 'accessKeyId: AWS refuses the key',
  ...keysRefusedBySts.other,
};
