import * as z from 'zod/mini';
import type { Connection } from '../shared/aws/clients/connect.ts';
import { stageNames } from '../shared/aws/clients/stage-names.ts';
import type { PipelinePlace } from '../shared/aws/queues/producer.ts';
import type { Lane, Streams } from '../shared/email/streams.ts';
import { streamsVariable } from '../shared/streams/streams-variable.ts';
import { parseJson } from '../shared/system/parse-json.ts';

/** The pipeline that a command works on. */
export interface Target {
  /** Name for messages: `the local stack` or `stage prod`. */
  readonly name: string;
  /** Undefined for the local stack. */
  readonly stage?: string;
  readonly connection: Connection;
  /** URL of each queue, or its name when only that is known. */
  readonly queues: Readonly<Record<Lane | 'feedback', string>>;
  /** Common prefix of the names of all its queues. */
  readonly queuePrefix: string;
  /** The queues and bucket for new messages. */
  readonly place: PipelinePlace;
  readonly tables: {
    readonly messages: string;
    readonly suppressions: string;
    readonly tenants: string;
    readonly reputation: string;
    readonly ledger: string;
    readonly accessKeys: string;
  };
  /** Its streams, where they are known without asking: those of the local stack. */
  readonly streams?: Streams;
  /** Key that encrypts secrets, as `SECRETS_KEY` names it to the functions; empty for none. */
  readonly secretsKey: string;
  /** Where STS is asked; AWS's own when absent. */
  readonly stsEndpoint?: string;
  /** Name server, `host:port`: SES_PIPELINE_DNS, or the local stack's; the system's when absent. */
  readonly dns?: string;
  /** The payload bucket: its name, or the part of the name before `<account>-<region>`. */
  readonly payloads:
    | { readonly kind: 'bucket'; readonly name: string }
    | { readonly kind: 'prefix'; readonly prefix: string };
}

export type TargetAnswer =
  | { readonly kind: 'found'; readonly target: Target }
  | { readonly kind: 'none'; readonly problem: string };

/** Inputs from which the pipeline is determined. */
export interface TargetClues {
  /** `--stage`: a deployed pipeline. */
  readonly stage: string | undefined;
  /** `--region`. */
  readonly region: string | undefined;
  /** `--profile`. */
  readonly profile?: string | undefined;
  /**
   * Text of `.local/endpoints.json`, which a local stack writes; undefined when the file does not
   * exist.
   */
  readonly localEndpoints: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The part of `.local/endpoints.json` that the command line uses. */
const endpoints = z.object({
  region: z.string(),
  sqs: z.url(),
  dynamodb: z.url(),
  s3: z.url(),
  queues: z.object({ transactional: z.url(), bulk: z.url(), feedback: z.url() }),
  ses: z.optional(z.url()),
  dns: z.optional(z.object({ address: z.string() })),
  sns: z.optional(z.url()),
  lambda: z.optional(z.url()),
  control: z.optional(z.url()),
  secretsKey: z.optional(z.string()),
  tables: z.object({
    messages: z.string(),
    suppressions: z.string(),
    tenants: z.string(),
    reputation: z.string(),
    ledger: z.string(),
    accessKeys: z.string(),
  }),
  streams: streamsVariable,
  buckets: z.object({ payload: z.string() }),
});

/**
 * Finds the pipeline: the named stage, whose queues and tables have the names that serverless.yml
 * and infra/ give them; else the local stack. The SDK's own variables (`AWS_ENDPOINT_URL_SQS` and
 * so on, as in `.local/env`) override the addresses in the file.
 */
export const findTarget = ({
  stage,
  region,
  profile,
  localEndpoints,
  environment,
}: TargetClues): TargetAnswer => {
  if (stage !== undefined) {
    return /^[A-Za-z0-9-]{1,32}$/.test(stage)
      ? { kind: 'found', target: { ...ofStage(stage, region), ...dnsOf(environment) } }
      : { kind: 'none', problem: 'A stage name has 1 to 32 of A-Z a-z 0-9 and -.' };
  }
  if (region !== undefined || profile !== undefined) {
    return {
      kind: 'none',
      problem:
        '--region and --profile belong to a deployed stage. Name it with --stage, or leave them out for the local stack.',
    };
  }
  if (localEndpoints === undefined) {
    return {
      kind: 'none',
      problem:
        'No local stack runs here (there is no .local/endpoints.json). Start one with `npm start`, or name a deployed stage with --stage.',
    };
  }
  const parsed = z.safeParse(endpoints, parseJson(localEndpoints));
  if (!parsed.success) {
    return {
      kind: 'none',
      problem:
        '.local/endpoints.json cannot be read. Start the local stack again (`npm start`), or name a deployed stage with --stage.',
    };
  }
  return { kind: 'found', target: ofLocalStack(parsed.data, environment) };
};

/** The local stack, whose addresses the SDK's own variables override. */
const ofLocalStack = (
  local: z.infer<typeof endpoints>,
  environment: TargetClues['environment'],
): Target => {
  const sesEndpoint = environment.AWS_ENDPOINT_URL_SESV2 ?? local.ses;
  const sqsEndpoint = environment.AWS_ENDPOINT_URL_SQS ?? local.sqs;
  // The SDK sends requests to the host of the queue's URL, so the URL must name the endpoint.
  const at = (queueUrl: string): string => new URL(new URL(queueUrl).pathname, sqsEndpoint).href;
  const queues = { transactional: at(local.queues.transactional), bulk: at(local.queues.bulk) };
  return {
    name: 'the local stack',
    connection: {
      region: local.region,
      sqsEndpoint,
      dynamodbEndpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? local.dynamodb,
      s3Endpoint: environment.AWS_ENDPOINT_URL_S3 ?? local.s3,
      ...(sesEndpoint === undefined ? {} : { sesEndpoint }),
      ...(local.sns === undefined ? {} : { snsEndpoint: local.sns }),
      ...(local.lambda === undefined ? {} : { lambdaEndpoint: local.lambda }),
      ...(local.control === undefined ? {} : { controlEndpoint: local.control }),
      credentials: localCredentials,
    },
    place: { queues, payloadBucket: local.buckets.payload },
    queues: { ...queues, feedback: at(local.queues.feedback) },
    queuePrefix: nameIn(queues.transactional).replace(/transactional$/, ''),
    tables: local.tables,
    streams: local.streams,
    secretsKey: local.secretsKey ?? '',
    ...(local.ses === undefined ? {} : { stsEndpoint: local.ses }),
    ...dnsOf(environment, local.dns?.address),
    payloads: { kind: 'bucket', name: local.buckets.payload },
  };
};

const dnsOf = (
  { SES_PIPELINE_DNS: named }: TargetClues['environment'],
  local?: string,
): Pick<Target, 'dns'> => {
  const dns = named === undefined || named === '' ? local : named;
  return dns === undefined ? {} : { dns };
};

const ofStage = (stage: string, region: string | undefined): Target => {
  const { queues, tables, feedback, queuePrefix, payloadPrefix, secretsKey } = stageNames(stage);
  return {
    name: `stage ${stage}`,
    stage,
    connection: region === undefined ? {} : { region },
    place: { stage },
    queues: { ...queues, feedback },
    queuePrefix,
    tables,
    secretsKey,
    payloads: { kind: 'prefix', prefix: payloadPrefix },
  };
};

const nameIn = (queueUrl: string): string => queueUrl.slice(queueUrl.lastIndexOf('/') + 1);

/** Any credentials are accepted: the engines of the local stack do not check them. */
const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
