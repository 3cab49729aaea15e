import type { RoleProof } from '../../../shared/aws/clients/prove-role.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';

export interface CredentialsOptions {
  readonly endpoint: string;
  readonly endpointRegion: string;
}

export interface CredentialsIo extends CommandIo {
  readonly proveRole: (host: string, region: string) => Promise<RoleProof | undefined>;
}

/** Time limit of the request; ms. An SDK waits for it before its first call. */
const timeoutMs = 10_000;

/**
 * Prints a key for the AWS role of this process, in the form of `credential_process`.
 *
 * @returns exit code; 3 when the role gets none
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export const credentials = async (
  { endpoint, endpointRegion }: CredentialsOptions,
  io: CredentialsIo,
): Promise<number> => {
  const url = urlOf(endpoint);
  if (url === undefined) {
    io.printError(
      '--endpoint: write a URL, like https://abc123.execute-api.eu-west-1.amazonaws.com',
    );
    return exitCodes.usage;
  }
  try {
    const proof = await io.proveRole(url.host, endpointRegion);
    if (proof === undefined) {
      io.printError(
        'This machine has no AWS role: its credentials are those of a user. Use an access key of the tenant (tenants keys create).',
      );
      return exitCodes.wrong;
    }
    const response = await fetch(new URL('/credentials', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(proof),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.status === 200) {
      io.print(text);
      return exitCodes.fine;
    }
    io.printError(`The endpoint answered ${response.status}: ${printable(text.slice(0, 500))}`);
    if (response.status === 403) io.printError(remedy);
    return response.status === 403 ? exitCodes.wrong : exitCodes.failed;
  } catch (error) {
    io.printError(`No key: ${error instanceof Error ? printable(error.message) : 'unknown error'}`);
    return exitCodes.failed;
  }
};

const remedy =
  'Let the role in with tenants keys create --role <its ARN>; the clock of this machine may be five minutes off at most, and --endpoint-region is the region of the deployment.';

const urlOf = (text: string): URL | undefined => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
};
