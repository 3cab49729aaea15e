import { rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { localCredentials } from '../engines/create-resources.ts';
import type { Issuer } from '../issuer/start-issuer.ts';
import { documentVariables } from './document-variables.ts';
import { dotenvLine, powerShellLine, powerShellRemoval, shellLine } from './variable-forms.ts';

/** Addresses of a running stack; the content of `endpoints.json`. */
export interface Endpoints {
  readonly region: string;
  readonly accountId: string;
  readonly sqs: string;
  readonly sns: string;
  readonly dynamodb: string;
  /** Functions and event source mappings, to look at; mappings can be set. */
  readonly lambda: string;
  /** STS, IAM, KMS, CloudWatch, CloudFormation and Budgets, to look at only. */
  readonly control: string;
  readonly s3: string;
  readonly ses: string;
  /** Name server with the records in a file. */
  readonly dns: { readonly address: string; readonly zoneFile: string };
  /** Takes mail in SES's form: for any SDK of AWS. */
  readonly sesDoor: SesDoor | null;
  /** Takes mail by SMTP. */
  readonly smtp: LocalSmtp | null;
  /** A page for people that shows what SES received. */
  readonly console: string | null;
  readonly api: string | null;
  /** URLs. */
  readonly queues: Readonly<Record<string, string>>;
  /** ARNs. */
  readonly topics: Readonly<Record<string, string>>;
  /** Names. */
  readonly tables: Readonly<Record<string, string>>;
  readonly configurationSets: Readonly<Record<string, string>>;
  /** The streams, as functions are told of them (`STREAMS`). */
  readonly streams: string;
  readonly buckets: Readonly<Record<string, string>>;
  readonly logs: string;
  /** Key that encrypts secrets: `file:/path`. */
  readonly secretsKey: string;
  /** Who mints the tokens of the API. */
  readonly issuer: Issuer;
  /** Process ids. */
  readonly pids: Readonly<Record<string, number>>;
}

/** Ports of the SMTP door, and a login. */
export interface LocalSmtp {
  readonly host: string;
  /** Begins in plain. */
  readonly startTlsPort: number;
  /** Begins with TLS. */
  readonly tlsPort: number;
  readonly user: string;
  readonly password: string;
  /** Certificate that its clients must trust. */
  readonly caFile: string;
}

/** Address of the SES endpoint, and a key for it. */
export interface SesDoor {
  readonly endpoint: string;
  /** For clients that speak TLS only. */
  readonly tlsEndpoint: string;
  /** Certificate that its clients must trust. */
  readonly caFile: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Key of a stack that encrypts secrets: there is no KMS here, a file takes its place. */
export const secretsKey = (directory: string): string => `file:${resolve(directory, 'secret-key')}`;

/**
 * Points any AWS SDK at the stack:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export const endpointVariables = (
  endpoints: Pick<Endpoints, 'region' | 'sqs' | 'sns' | 'dynamodb' | 's3' | 'ses'> &
    Partial<Pick<Endpoints, 'lambda'>>,
): Record<string, string> => ({
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_ENDPOINT_URL_SNS: endpoints.sns,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  ...(endpoints.lambda === undefined ? {} : { AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda }),
  AWS_ENDPOINT_URL_SES: endpoints.ses,
  AWS_ENDPOINT_URL_SESV2: endpoints.ses,
  // The simulator says whose a key is; nothing here asks the real STS.
  AWS_ENDPOINT_URL_STS: endpoints.ses,
  AWS_ENDPOINT_URL_S3: endpoints.s3,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  AWS_REGION: endpoints.region,
  AWS_DEFAULT_REGION: endpoints.region,
  AWS_EC2_METADATA_DISABLED: 'true',
});

/**
 * Shell function `aws` that passes `--endpoint-url`: older AWS command lines do not know the
 * endpoint variables, and version 1 ignores the one of SQS in most regions. The user's own
 * `--endpoint-url` comes later and wins.
 */
const commandLineFunction = [
  'aws() {',
  '  for local_stack_word in "$@"; do',
  '    case "$local_stack_word" in',
  ...Object.entries({
    sqs: 'SQS',
    sns: 'SNS',
    dynamodb: 'DYNAMODB',
    lambda: 'LAMBDA',
    ses: 'SES',
    sesv2: 'SESV2',
    sts: 'STS',
    's3 | s3api': 'S3',
  }).map(
    ([services, variable]) =>
      `      ${services}) set -- --endpoint-url "$AWS_ENDPOINT_URL_${variable}" "$@"; break ;;`,
  ),
  '    esac',
  '  done',
  '  unset local_stack_word',
  '  command aws "$@"',
  '}',
];

/** Variables that would take precedence over those of the stack. */
const foreignVariables = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
] as const;

/**
 * Files that set the variables for SDKs, the AWS command line and the examples of the documents: for
 * a POSIX shell, as dotenv, for PowerShell.
 */
const environmentFiles = (endpoints: Endpoints): Readonly<Record<string, string>> => {
  const variables = Object.entries({
    ...endpointVariables(endpoints),
    ...documentVariables(endpoints),
  });
  const shell = [
    '# source this file to talk to the local stack with any AWS SDK or with the AWS command line',
    `unset ${foreignVariables.join(' ')}`,
    ...variables.map(([name, value]) => shellLine(name, value)),
    ...commandLineFunction,
  ];
  const dotenv = [
    '# the local stack, for programs that read variables from a file: node --env-file, docker compose',
    ...variables.flatMap(([name, value]) => dotenvLine(name, value) ?? []),
  ];
  const powerShell = [
    '# dot-source this file (. .local/env.ps1) to talk to the local stack with any AWS SDK',
    powerShellRemoval(foreignVariables),
    ...variables.map(([name, value]) => powerShellLine(name, value)),
  ];
  return {
    env: `${shell.join('\n')}\n`,
    'env.dotenv': `${dotenv.join('\n')}\n`,
    // Windows PowerShell 5.1 takes a file without this mark for one in the system's code page.
    'env.ps1': `\ufeff${powerShell.join('\r\n')}\r\n`,
  };
};

const replaceFile = async (file: string, content: string): Promise<void> => {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
};

/** Writes `endpoints.json` and the files of variables, each atomically. */
export const writeContractFiles = async (
  directory: string,
  endpoints: Endpoints,
): Promise<void> => {
  for (const [name, content] of Object.entries(environmentFiles(endpoints)))
    await replaceFile(join(directory, name), content);
  await replaceFile(join(directory, 'endpoints.json'), `${JSON.stringify(endpoints, null, 2)}\n`);
};

/** Removes them. Synchronous, so safe to call while the process exits. */
export const removeContractFiles = (directory: string): void => {
  for (const name of ['endpoints.json', 'env', 'env.dotenv', 'env.ps1'])
    rmSync(join(directory, name), { force: true });
};
