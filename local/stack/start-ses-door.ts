import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { createLocalAccessKey } from '../doors/local-access-key.ts';
import { localCertificate } from '../doors/local-certificate.ts';
import { referencesByName } from '../template/references-by-name.ts';
import { type SesDoor, secretsKey } from './contract-files.ts';
import type { StackContext } from './stack-context.ts';
import type { StackApis } from './start-apis.ts';
import type { StackEngines } from './start-engines.ts';

/** What the SES endpoint stands on. */
export interface SesDoorParts {
  readonly engines: StackEngines;
  readonly apis: StackApis;
  readonly resources: readonly ResolvedResource[];
}

/**
 * Makes the SES endpoint, a route of the HTTP API, reachable by TLS, too, and creates an access key
 * for it; null where the template has none.
 */
export const startSesDoor = async (
  { region, directory, reach }: StackContext,
  { engines, apis, resources }: SesDoorParts,
): Promise<SesDoor | null> => {
  const { accessKeys } = referencesByName(resources, 'AWS::DynamoDB::Table', 'Table');
  if (accessKeys === undefined || apis.httpUrl === undefined) return null;
  const [certificate, key] = await Promise.all([
    localCertificate(directory, Date.now(), reach.host),
    createLocalAccessKey(engines.clients.dynamodb, accessKeys, secretsKey(directory)),
  ]);
  const tlsEndpoint = await apis.serveTls(certificate);
  const { caFile } = certificate;
  return { endpoint: apis.httpUrl, tlsEndpoint, caFile, region, ...key };
};
