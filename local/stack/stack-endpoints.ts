import { isRecord } from '../../shared/cloudformation/is-record.ts';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import type { Simulator } from '../engines/simulator-process.ts';
import type { Service } from '../faults/service-errors.ts';
import type { Issuer } from '../issuer/start-issuer.ts';
import { referencesByName } from '../template/references-by-name.ts';
import { type Endpoints, type SesDoor, secretsKey } from './contract-files.ts';
import type { StackContext } from './stack-context.ts';
import type { StackApis } from './start-apis.ts';
import type { StackControl } from './start-control-plane.ts';
import type { StackEngines } from './start-engines.ts';
import type { StackDns } from './start-stack-dns.ts';

/** The running parts that endpoints point at. */
export interface RunningParts {
  readonly engines: StackEngines;
  readonly simulator: Simulator;
  readonly dns: StackDns;
  readonly apis: StackApis;
  readonly issuer: Issuer;
  readonly sesDoor: SesDoor | null;
  readonly control: StackControl;
}

/** Endpoints for programs of this machine: always the engines themselves. */
export const stackEndpoints = (
  { region, accountId, directory, logs }: StackContext,
  { engines: { queues, tables }, simulator, dns, apis, issuer, sesDoor, control }: RunningParts,
  resources: readonly ResolvedResource[],
): Omit<Endpoints, 'smtp'> => ({
  region,
  accountId,
  sqs: queues.url,
  sns: queues.url,
  s3: queues.url,
  dynamodb: tables.url,
  lambda: apis.lambdaUrl,
  control: control.url,
  ses: simulator.url,
  dns,
  sesDoor,
  console: simulator.console,
  api: apis.httpUrl ?? null,
  queues: referencesByName(resources, 'AWS::SQS::Queue', 'Queue'),
  topics: referencesByName(resources, 'AWS::SNS::Topic', 'Topic'),
  tables: referencesByName(resources, 'AWS::DynamoDB::Table', 'Table'),
  configurationSets: referencesByName(resources, 'AWS::SES::ConfigurationSet', 'ConfigurationSet'),
  streams: streamsIn(resources),
  buckets: referencesByName(resources, 'AWS::S3::Bucket', 'Bucket'),
  logs: logs.directory,
  secretsKey: secretsKey(directory),
  issuer: {
    issuer: issuer.issuer,
    audience: issuer.audience,
    keysUrl: issuer.keysUrl,
    keyFile: issuer.keyFile,
  },
  pids: {
    stack: process.pid,
    queues: queues.process.pid,
    tables: tables.process.pid,
    ses: simulator.process.pid,
  },
});

/** Variable by which functions know the streams; none in a template without such functions. */
const streamsIn = (resources: readonly ResolvedResource[]): string => {
  const variables = resources.flatMap(({ properties: { Environment } }) =>
    isRecord(Environment) && isRecord(Environment.Variables) ? [Environment.Variables.STREAMS] : [],
  );
  return variables.find((text) => typeof text === 'string') ?? '';
};

/**
 * Endpoints for the functions: the proxy of a service when `fateOf` is given, else the engine.
 *
 * @param sns - URL of SNS for functions, which SES uses too
 */
export const functionEndpoints = async (
  endpoints: Endpoints,
  sns: string,
  urlForFunctions: (service: Service, engineUrl: string) => Promise<string>,
): Promise<Endpoints> => ({
  ...endpoints,
  sns,
  sqs: await urlForFunctions('sqs', endpoints.sqs),
  s3: await urlForFunctions('s3', endpoints.s3),
  dynamodb: await urlForFunctions('dynamodb', endpoints.dynamodb),
  ses: await urlForFunctions('ses', endpoints.ses),
});
