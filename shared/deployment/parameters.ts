import * as z from 'zod/mini';
import { largestMailMb } from '../email/largest-mail.ts';
import { readSmtpServer } from '../smtp/read-smtp-server.ts';
import { unsubscribeChoices } from '../streams/deployed-settings.ts';
import { readStreamSettings } from '../streams/read-stream-settings.ts';
import { nounForm } from '../tenants/names.ts';

/** What one parameter of a deployment takes. Values are text, as `--param name=value` gives them. */
export interface DeploymentParameter {
  readonly schema: z.ZodMiniType<string, string>;
  /** What is allowed, in words: `a whole number from 1 to 5`. */
  readonly takes: string;
  /** The values, where there are only these. */
  readonly choices?: readonly string[];
  /** All that is wrong with a value that is not allowed, where `takes` would say too little. */
  readonly problemsOf?: (value: string) => readonly string[];
}

const alternatives = (values: readonly string[]): string =>
  [values.slice(0, -1).join(', '), values.at(-1)].join(' or ');

const choice = (...choices: readonly string[]): DeploymentParameter => ({
  schema: z.enum(choices),
  takes: alternatives(choices),
  choices,
});

const flag = (): DeploymentParameter => choice('true', 'false');

const form = (pattern: RegExp, takes: string): DeploymentParameter => ({
  schema: z.string().check(z.regex(pattern)),
  takes,
});

const numberIn = (
  digits: RegExp,
  from: number,
  to: number,
  takes: string,
): DeploymentParameter => ({
  schema: z.string().check(
    z.regex(digits),
    z.refine((text) => Number(text) >= from && Number(text) <= to),
  ),
  takes,
});

const whole = (from: number, to: number): DeploymentParameter =>
  numberIn(/^(?:0|[1-9]\d{0,8})$/, from, to, `a whole number from ${from} to ${to}`);

const seconds = (from: number, to: number): DeploymentParameter =>
  numberIn(/^\d{1,6}(?:\.\d{1,3})?$/, from, to, `seconds, from ${from} to ${to}`);

const percent = (): DeploymentParameter =>
  numberIn(/^\d{1,3}(?:\.\d{1,6})?$/, 0.000001, 100, 'a percentage above 0, at most 100');

/** ARNs of one form, separated by commas; empty for none. */
const arns = (arn: string, takes: string): DeploymentParameter =>
  form(new RegExp(`^(?:${arn}(?:,${arn})*)?$`), `${takes}, separated by commas without spaces`);

/**
 * Values that CloudWatch Logs takes as days.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
].map(String);

const tracking = (): DeploymentParameter => choice('none', 'opens', 'clicks', 'all');
const tls = (): DeploymentParameter => choice('OPTIONAL', 'REQUIRE');

/** MaximumConcurrency of an event source. */
const eventSourceConcurrency = (): DeploymentParameter => whole(2, 1000);
/** Reserved concurrency of a function; 0 for none. */
const reservedConcurrency = (): DeploymentParameter => whole(0, 10_000);

const claim = (): DeploymentParameter =>
  form(/^[^\s,]{1,200}$/, 'the name of a claim, without white space');

const address = (): DeploymentParameter =>
  form(/^(?:[^\s@,<>"]{1,64}@[^\s@,<>"]+\.[^\s@,<>".]+)?$/, 'one e-mail address');

const httpsUrl = (): DeploymentParameter => ({
  schema: z.string().check(z.refine((text) => text === '' || isHttpsUrl(text))),
  takes: 'a URL with https',
});

const domainName =
  /^(?:(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])?$/;
/** Without characters that a mailto link would have to encode, and in the form of a receipt rule. */
const mailboxForm =
  /^(?:[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?@(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])?$/;
const partition = 'arn:aws(?:-cn|-us-gov)?';

/**
 * Every parameter of `params` in serverless.yml. docs/deploy.md says what each one does.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html for MaximumConcurrency
 */
export const deploymentParameters: Readonly<Record<string, DeploymentParameter>> = {
  profile: choice('full', 'small'),
  customerKey: flag(),
  alarms: choice('all', 'essential'),
  dashboard: flag(),
  dataRetention: choice('Retain', 'Delete'),
  deletionProtection: flag(),
  logLevel: choice('DEBUG', 'INFO', 'WARN', 'ERROR'),
  logRetentionDays: choice(...retentionDays),
  transactionalConcurrency: eventSourceConcurrency(),
  bulkConcurrency: eventSourceConcurrency(),
  largestMailMb: whole(largestMailMb.least, largestMailMb.most),
  spreadOverDay: flag(),
  renewalHour: whole(0, 23),
  feedbackConcurrency: eventSourceConcurrency(),
  identityFeedback: flag(),
  pipelineEvents: choice('off', 'sns', 'eventbridge', 'both'),
  pipelineEventAddresses: choice('none', 'hashed'),
  // An event that could not be recorded at first must come again before (infra/feedback.yml).
  settleSeconds: seconds(100, 86_400),
  silenceSeconds: seconds(60, 86_400),
  softBounceCount: whole(1, 1000),
  softBounceOverDays: whole(1, 365),
  softBouncePauseDays: whole(1, 3650),
  bounceWarnPercent: percent(),
  bouncePausePercent: percent(),
  complaintWarnPercent: percent(),
  complaintPausePercent: percent(),
  transport: choice('ses', 'smtp'),
  smtpServer: {
    schema: z.string().check(z.refine((text) => text === '' || isSmtpServer(text))),
    takes: 'host:port, such as mail.example.com:587',
  },
  tenantRoleName: form(/^[\w+=,.@-]{1,64}$/, 'the name of an IAM role, without a path'),
  tenantConfigurationSets: form(
    /^[A-Za-z0-9_*-]{0,64}$/,
    'one name of configuration sets, * for any characters: acme-*',
  ),
  streams: {
    schema: z.string().check(z.refine((text) => streamProblems(text).length === 0)),
    takes: 'a JSON object of streams',
    problemsOf: (text) => streamProblems(text),
  },
  unsubscribe: choice(...unsubscribeChoices),
  unsubscribeUrl: httpsUrl(),
  unsubscribeMailbox: form(
    mailboxForm,
    'one e-mail address in lower case without a label, such as leave@in.example.com',
  ),
  canaryMinutes: choice('0', '5', '10', '15', '30', '60'),
  canaryFrom: address(),
  tlsTransactional: tls(),
  tlsNotifications: tls(),
  tlsMarketing: tls(),
  trackTransactional: tracking(),
  trackNotifications: tracking(),
  trackMarketing: tracking(),
  trackingDomain: form(domainName, 'a domain name in lower case, such as click.example.com'),
  trackingHttps: choice('OPTIONAL', 'REQUIRE', 'REQUIRE_OPEN_ONLY'),
  attachmentArns: arns(`${partition}:s3:::[a-z0-9.-]{3,63}(?:/[^,\\s]+)?`, 'ARNs of S3 buckets'),
  alarmEmail: address(),
  detailedMetrics: flag(),
  sesReputationMetrics: flag(),
  monthlyBudgetUsd: numberIn(
    /^\d{1,7}(?:\.\d{1,2})?$/,
    0,
    9_999_999,
    'US dollars, 0 for no budget',
  ),
  webhookTopics: arns(
    `${partition}:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?`,
    'ARNs of SNS topics',
  ),
  tokenIssuer: form(/^[^\s]{0,500}$/, 'the claim iss, without white space'),
  tokenAudience: form(/^[^\s]{1,500}$/, 'the claim aud, without white space'),
  tokenKeysUrl: httpsUrl(),
  tokenRoleClaim: claim(),
  tokenTenantClaim: claim(),
  apiNoun: form(nounForm, 'a word of a to z and -, at most 32 characters'),
  apiRequestsPerSecond: whole(1, 100_000),
  apiBurst: whole(1, 100_000),
  webhookConcurrency: reservedConcurrency(),
  apiConcurrency: reservedConcurrency(),
  sesDoorConcurrency: reservedConcurrency(),
  unsubscribeConcurrency: reservedConcurrency(),
};

/** Bytes of `streams`: functions are told of them by a variable, and Lambda gives all variables 4 KB. */
const mostStreamsBytes = 1_200;

const streamProblems = (text: string): readonly string[] => {
  const bytes = Buffer.byteLength(text);
  if (bytes > mostStreamsBytes)
    return [`has ${bytes} bytes; Lambda's variables have room for ${mostStreamsBytes}`];
  const reading = readStreamSettings(text);
  return reading.kind === 'wrong' ? reading.problems : [];
};

const isHttpsUrl = (text: string): boolean =>
  !/\s/.test(text) && URL.canParse(text) && new URL(text).protocol === 'https:';

const isSmtpServer = (text: string): boolean => {
  try {
    readSmtpServer(text);
    return true;
  } catch {
    return false;
  }
};
