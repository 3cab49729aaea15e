import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../system/node-sha256.ts';

/** Parts of a signed call of GetCallerIdentity: the body of a request to the door's `/credentials`. */
export interface RoleProof {
  readonly authorization: string;
  readonly date: string;
  readonly token: string;
}

/**
 * Proves the AWS role of this process: signs STS's GetCallerIdentity for one door, without sending
 * it. The door sends it, and STS says whose it is.
 *
 * @param host - host of the door, as in its URL
 * @returns undefined when the process has no role: its credentials have no session token
 * @throws when the SDK finds no credentials
 */
export const proveRole = async (host: string, region: string): Promise<RoleProof | undefined> => {
  const credentials = await fromNodeProviderChain()();
  const { sessionToken } = credentials;
  if (sessionToken === undefined) return undefined;
  const signer = new SignatureV4({
    ...{ credentials, region, service: 'sts', sha256: NodeSha256 },
    applyChecksum: false,
  });
  const hostname = `sts.${region}.amazonaws.com`;
  const { headers } = await signer.sign({
    ...{ method: 'POST', protocol: 'https:', hostname, path: '/', query: {} },
    headers: {
      host: hostname,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-ses-pipeline-door': host,
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  const { authorization = '', 'x-amz-date': date = '' } = headers;
  return { authorization, date, token: sessionToken };
};
