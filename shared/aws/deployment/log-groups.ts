import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod/mini';
import { NodeSha256 } from '../../system/node-sha256.ts';

/** How CloudWatch Logs is asked. */
export interface LogsConnection {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** Address of another service than AWS's. */
  readonly endpoint?: string;
}

/** A log group; `kmsKeyId` is the ARN of its key. */
export interface LogGroup {
  readonly name: string;
  readonly kmsKeyId: string | undefined;
}

const answer = z.object({
  logGroups: z.optional(
    z.array(z.object({ logGroupName: z.string(), kmsKeyId: z.optional(z.string()) })),
  ),
});
const failure = z.object({ __type: z.optional(z.string()), message: z.optional(z.string()) });
const answersWithinMs = 10_000;

/**
 * Finds a log group by its name; undefined when there is none. One signed request, because this is
 * all that is needed of CloudWatch Logs.
 *
 * @throws when CloudWatch Logs refuses or does not answer; the name is that of its error
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
 */
export const findLogGroup = async (
  { region, credentials, endpoint }: LogsConnection,
  name: string,
): Promise<LogGroup | undefined> => {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://logs.${region}.${suffix}`);
  const body = JSON.stringify({ logGroupNamePrefix: name, limit: 50 });
  const signer = new SignatureV4({ credentials, region, service: 'logs', sha256: NodeSha256 });
  const { headers } = await signer.sign({
    ...{ method: 'POST', protocol: url.protocol, hostname: url.hostname, path: '/', query: {} },
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.DescribeLogGroups',
    },
    body,
  });
  const response = await fetch(new URL('/', url), {
    ...{ method: 'POST', headers, body },
    signal: AbortSignal.timeout(answersWithinMs),
  });
  const content: unknown = await response.json();
  if (!response.ok) throw errorOf(content, response.status);
  const group = z
    .parse(answer, content)
    .logGroups?.find(({ logGroupName }) => logGroupName === name);
  return group === undefined ? undefined : { name, kmsKeyId: group.kmsKeyId };
};

const errorOf = (content: unknown, status: number): Error => {
  const read = z.safeParse(failure, content);
  const { __type = `HTTP ${status}`, message = '' } = read.success ? read.data : {};
  const error = new Error(message);
  error.name = __type.slice(__type.lastIndexOf('#') + 1);
  return error;
};
