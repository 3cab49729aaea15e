import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient } from '@aws-sdk/client-ses';
import {
  CreateEmailIdentityCommand,
  GetEmailIdentityCommand,
  PutEmailIdentityMailFromAttributesCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { openDoctorTools } from '../../../cli/commands/doctor/doctor-tools.ts';
import { findTarget, type Target } from '../../../cli/target.ts';
import { answerQuestion } from '../../../local/dns/answer-question.ts';
import {
  type NameServer,
  type NameServerOptions,
  startNameServer,
} from '../../../local/dns/start-name-server.ts';
import type { ZoneRecord } from '../../../local/dns/zone-record.ts';
import { type Stack, startStack } from '../../../local/stack.ts';
import { packagedTemplate } from '../../../local/template/packaged.ts';
import { type Clients, connect } from '../../../shared/aws/clients/connect.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { checks } from '../../../shared/health/checks.ts';
import { diagnose } from '../../../shared/health/diagnose.ts';
import type { Finding } from '../../../shared/health/finding.ts';
import { systemClock } from '../../../shared/system/clock.ts';
import { until } from '../until.ts';

/** Domain from which the tenant acme sends. */
export const domain = 'shop-of-acme.com';

/** A whole local stack with one healthy sender, and what a test changes of it. */
export interface DoctorWorld {
  readonly stack: Stack;
  target: Target;
  readonly clients: Clients;
  readonly ses: SESClient;
  readonly sesv2: SESv2Client;
  readonly sns: SNSClient;
  readonly lambda: LambdaClient;
  /** What the name server knows. */
  zone: readonly ZoneRecord[];
  /** How it answers; undefined: from the zone. */
  reply: NameServerOptions['reply'] | undefined;
  readonly nameServer: NameServer;
  /** All findings of one examination. */
  readonly examine: (options?: ExamineOptions) => Promise<readonly Finding[]>;
  readonly close: () => Promise<void>;
}

export interface ExamineOptions {
  readonly canary?: boolean;
  readonly resolver?: string;
}

/** Starts a stack, makes a domain with its DNS, a tenant that sends from it, and a subscriber of the alarms. */
export const startDoctorWorld = async (): Promise<DoctorWorld> => {
  const directory = await mkdtemp(join(tmpdir(), 'doctor-'));
  const stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 100,
    latencyMs: 1,
    longestWindowSeconds: 1,
    limitsControlCalls: false,
    quiet: true,
  });
  const target = targetOf(stack);
  const clients = connect(target.connection);
  const common = { region: stack.endpoints.region, credentials };
  const ses = { ...common, endpoint: stack.endpoints.ses };
  const nameServer = await startNameServer({
    reply: (question) =>
      world.reply?.(question) ?? {
        kind: 'answer',
        ...answerQuestion(world.zone, question.name, question.type),
      },
  });
  const world: DoctorWorld = {
    stack,
    target,
    clients,
    ses: new SESClient(ses),
    sesv2: new SESv2Client(ses),
    sns: new SNSClient({ ...common, endpoint: stack.endpoints.sns }),
    lambda: new LambdaClient({ ...common, endpoint: stack.endpoints.lambda }),
    zone: [],
    reply: undefined,
    nameServer,
    examine: (options) => examine(world, options),
    close: async () => {
      for (const client of [world.ses, world.sesv2, world.sns, world.lambda]) client.destroy();
      clients.sqs.destroy();
      clients.dynamodb.destroy();
      await nameServer.close();
      await stack.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await prepare(world);
  return world;
};

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const targetOf = (stack: Stack): Target => {
  const answer = findTarget({
    stage: undefined,
    region: undefined,
    localEndpoints: JSON.stringify(stack.endpoints),
    environment: {},
  });
  if (answer.kind === 'none') throw new Error(answer.problem);
  return answer.target;
};

const prepare = async (world: DoctorWorld): Promise<void> => {
  const { clients, target } = world;
  world.zone = [
    { name: 'amazonses.com', type: 'TXT', value: 'v=spf1 ip4:199.255.192.0/22 -all' },
    { name: 'gmail.com', type: 'MX', value: '5 gmail-smtp-in.l.google.com' },
  ];
  await addDomain(world, domain);
  await verify(world, domain);
  await clients.documents.put({
    TableName: target.tables.tenants,
    Item: { tenantId: 'acme', settings: { from: `Acme <hello@${domain}>` } },
  });
  await subscribeAddress(world);
};

/** Makes a domain with a MAIL FROM; the name server of the doctor has its records, that of SES has not. */
export const addDomain = async (
  world: DoctorWorld,
  name: string,
  NextSigningKeyLength: 'RSA_1024_BIT' | 'RSA_2048_BIT' = 'RSA_2048_BIT',
): Promise<void> => {
  const { sesv2, stack } = world;
  const { DkimAttributes } = await sesv2.send(
    new CreateEmailIdentityCommand({
      EmailIdentity: name,
      DkimSigningAttributes: { NextSigningKeyLength },
    }),
  );
  await sesv2.send(
    new PutEmailIdentityMailFromAttributesCommand({
      EmailIdentity: name,
      MailFromDomain: `bounce.${name}`,
    }),
  );
  const tokens = DkimAttributes?.Tokens ?? [];
  world.zone = [...world.zone, ...recordsOf(name, tokens, stack.endpoints.region)];
};

/** Lets SES find the records of a domain, once, and waits until it has. */
export const verify = async (world: DoctorWorld, name: string): Promise<void> => {
  const { stack, zone } = world;
  const lines = zone
    .filter((record) => record.name.endsWith(name))
    .map((record) => `${record.name}. IN ${lineOf(record)}\n`);
  await appendFile(stack.endpoints.dns.zoneFile, `\n${lines.join('')}`);
  await untilVerified(world, name);
};

/** Waits until SES has found the records of a domain and of its MAIL FROM. */
export const untilVerified = ({ stack, sesv2 }: DoctorWorld, name: string): Promise<void> =>
  until(`SES has verified ${name}`, async () => {
    await fetch(`${stack.endpoints.ses}/_sim/identities/check`, { method: 'POST' });
    const found = await sesv2.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
    return (
      found.VerificationStatus === 'SUCCESS' &&
      found.MailFromAttributes?.MailFromDomainStatus === 'SUCCESS'
    );
  });

const lineOf = ({ type, value }: ZoneRecord): string =>
  type === 'TXT' ? `TXT "${value}"` : `${type} ${value}.`;

/** Subscribes a person to the alarms, who confirms. */
export const subscribeAddress = async ({ sns, stack }: DoctorWorld): Promise<void> => {
  const TopicArn = stack.endpoints.topics.alarm ?? '';
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }),
  );
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: SubscriptionArn }));
};

const recordsOf = (
  name: string,
  tokens: readonly string[],
  region: string,
): readonly ZoneRecord[] => [
  ...tokens.map((token) => ({
    name: `${token}._domainkey.${name}`,
    type: 'CNAME' as const,
    value: `${token}.dkim.amazonses.com`,
  })),
  { name, type: 'MX', value: '10 mx.example.net' },
  { name: `bounce.${name}`, type: 'MX', value: `10 feedback-smtp.${region}.amazonses.com` },
  { name: `bounce.${name}`, type: 'TXT', value: 'v=spf1 include:amazonses.com ~all' },
  {
    name: `_dmarc.${name}`,
    type: 'TXT',
    value: `v=DMARC1; p=quarantine; rua=mailto:dmarc@${name}`,
  },
];

const examine = async (
  { target, clients, nameServer }: DoctorWorld,
  { canary = false, resolver = nameServer.address }: ExamineOptions = {},
): Promise<readonly Finding[]> => {
  const streams = async () => target.streams ?? basicStreams;
  const pipeline = { target, clients, clock: systemClock, streams };
  const tools = await openDoctorTools(pipeline, { canary, resolver }, 0);
  try {
    return diagnose(checks, await tools.observe()).flatMap(({ findings }) => findings);
  } finally {
    tools.close();
  }
};
