import { functionKeys } from '../../shared/health/function-keys.ts';
import { known, notApplicable } from '../../shared/health/observation.ts';
import { type Observed, queueRoles, topicRoles } from '../../shared/health/observed.ts';

// A pipeline with nothing wrong, as the doctor observes it.

const account = '111122223333';
const region = 'eu-west-1';
const prefix = 'ses-pipeline-prod-';
export const arn = (service: string, rest: string): string =>
  `arn:aws:${service}:${region}:${account}:${rest}`;

const allow = (service: string, action: string | readonly string[]): string =>
  JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: action,
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  });

const deadLetterOf = {
  transactional: 'dead-letters',
  bulk: 'dead-letters',
  feedback: 'feedback-dead-letters',
};

const subscription = (protocol: string, endpoint: string) => ({
  protocol,
  endpoint,
  isConfirmed: true,
  isRaw: false,
  filterPolicy: undefined,
  hasDeadLetters: true,
});

const subscriptions = {
  feedback: [
    subscription('lambda', arn('lambda', `function:${prefix}record-bounce`)),
    subscription('lambda', arn('lambda', `function:${prefix}record-complaint`)),
    subscription('sqs', arn('sqs', `${prefix}feedback`)),
  ],
  deliveries: [subscription('sqs', arn('sqs', `${prefix}feedback`))],
  alarms: [subscription('email', 'ops@example.com')],
};

const deployed = {
  runtime: 'nodejs24.x',
  handler: 'handler.handler',
  memoryMegabytes: 256,
  timeoutSeconds: 60,
  variables: ['STAGE'],
};

const streams = ['transactional', 'notifications', 'marketing'] as const;

export const healthyPipeline = (): Observed => ({
  place: {
    name: 'stage prod',
    command: 'npx ses-pipeline --stage prod',
    prefix,
    region,
    partition: 'aws',
    account,
    endpoints: {},
    version: '1.0.0',
  },
  nowMs: Date.UTC(2026, 10, 29, 12),
  caller: known({ account, arn: `arn:aws:iam::${account}:user/ann` }),
  callerKeys: known([]),
  account: known({
    hasProductionAccess: true,
    review: undefined,
    isSendingEnabled: true,
    enforcementStatus: 'HEALTHY',
    max24Hours: 50_000,
    sentLast24Hours: 100,
    maxSendRate: 14,
    suppressedReasons: ['BOUNCE', 'COMPLAINT'],
    plan: 'ESSENTIALS',
  }),
  recommendations: known([]),
  senders: known([{ sender: 'shop@example.com', namedBy: 'tenant acme' }]),
  listed: known([
    {
      name: 'example.com',
      kind: 'domain',
      verificationStatus: 'SUCCESS',
      isSendingEnabled: true,
    },
  ]),
  identities: [
    {
      name: 'example.com',
      details: known({
        name: 'example.com',
        kind: 'domain',
        isVerified: true,
        configurationSet: undefined,
        errorType: undefined,
        checkedAtMs: undefined,
        verificationStatus: 'SUCCESS',
        dkim: {
          isEnabled: true,
          status: 'SUCCESS',
          origin: 'AWS_SES',
          tokens: ['a', 'b', 'c'],
          hostedZone: 'dkim.amazonses.com',
          keyBits: 2048,
        },
        mailFrom: {
          domain: 'bounce.example.com',
          status: 'SUCCESS',
          onMxFailure: 'USE_DEFAULT_VALUE',
        },
      }),
      topics: known({ topics: {}, isForwarding: true }),
      dns: known({
        records: [],
        from: [
          {
            domain: 'example.com',
            reception: { kind: 'receives', by: 'MX' },
            alignment: { isSpfAligned: true, isDkimAligned: true },
          },
        ],
        dmarc: {
          kind: 'found',
          at: '_dmarc.example.com',
          record: 'v=DMARC1; p=none; rua=mailto:d@example.com',
          isInherited: false,
          dmarc: {
            policy: 'none',
            subdomainPolicy: 'none',
            dkimAlignment: 'relaxed',
            spfAlignment: 'relaxed',
            reportsTo: ['mailto:d@example.com'],
            percent: 100,
          },
        },
      }),
    },
  ],
  freemail: [],
  leftOut: 0,
  sets: streams.map((stream) => ({
    stream,
    name: prefix + stream,
    set: known({
      isSendingEnabled: true,
      reputationMetrics: false,
      tlsPolicy: 'OPTIONAL',
      suppressedReasons: undefined,
    }),
    destinations: known([
      {
        name: 'feedback',
        isEnabled: true,
        types: ['BOUNCE', 'COMPLAINT'],
        topicArn: arn('sns', `${prefix}feedback`),
      },
      {
        name: 'deliveries',
        isEnabled: true,
        types: ['SEND', 'REJECT', 'DELIVERY', 'RENDERING_FAILURE', 'DELIVERY_DELAY'],
        topicArn: arn('sns', `${prefix}deliveries`),
      },
    ]),
  })),
  topics: topicRoles.map((role) => ({
    role,
    arn: arn('sns', prefix + role),
    topic: known({
      policy: allow(
        role === 'alarms' ? 'cloudwatch.amazonaws.com' : 'ses.amazonaws.com',
        'sns:Publish',
      ),
      keyId: undefined,
    }),
    subscriptions: known(subscriptions[role]),
  })),
  key: known(null),
  queues: queueRoles.map((role) => ({
    role,
    name: prefix + role,
    queue: known({
      arn: arn('sqs', prefix + role),
      visible: 0,
      inFlight: 0,
      delayed: 0,
      visibilityTimeout: 361,
      deadLetterArn:
        role in deadLetterOf ? arn('sqs', prefix + Reflect.get(deadLetterOf, role)) : undefined,
      policy: allow('sns.amazonaws.com', 'sqs:SendMessage'),
    }),
    oldestSeconds: known(null),
  })),
  functions: functionKeys.map((key) => ({
    key,
    name: prefix + key,
    deployed: known({
      ...deployed,
      state: 'Active',
      lastUpdate: 'Successful',
      version: '1.0.0',
      reservedConcurrency: undefined,
    }),
  })),
  sources: (['transactional', 'bulk', 'feedback'] as const).map((queue) => ({
    functionName: `${prefix}${queue === 'feedback' ? 'record-delivery' : 'send-email'}`,
    queue,
    mapping: known({ state: 'Enabled', reportsItemFailures: true }),
  })),
  ledger: known({ syncedAtMs: Date.UTC(2026, 10, 29, 12) - 30_000, stoppedLanes: [] }),
  stack: known({
    status: 'UPDATE_COMPLETE',
    resources: {
      'AWS::CloudWatch::Alarm': [`${prefix}quota`],
      'AWS::Lambda::Function': functionKeys.map((key) => prefix + key),
      'AWS::Budgets::Budget': [`${prefix}${region}`],
    },
    functions: Object.fromEntries(functionKeys.map((key) => [prefix + key, deployed])),
    sets: Object.fromEntries(
      streams.map((stream) => [
        prefix + stream,
        { tlsPolicy: 'OPTIONAL', reputationMetrics: false },
      ]),
    ),
  }),
  alarms: known([
    {
      name: `${prefix}quota`,
      state: 'OK',
      areActionsEnabled: true,
      actions: [arn('sns', `${prefix}alarms`)],
    },
  ]),
  budget: known({ limit: '100 USD' }),
  sesTenants: known([]),
  tenantKeys: known([]),
  rates: known({ sent: 100, bounced: 1, complained: 0 }),
  canary: notApplicable('left out (--no-canary)'),
});
