import type { NonEmpty } from '../system/non-empty.ts';

/** How an error is recognised. All that is given must hold. */
export interface Recognition {
  /**
   * Codes, one of which the error has: of an AWS service without the suffix `Exception`; of SMTP an
   * enhanced status code (`5.7.26`, or `x.7.26` for both classes) or a reply code (`550`).
   */
  readonly codes?: readonly string[];
  /** Pattern that the error's text matches. Its repetitions are bounded, so its time is too. */
  readonly text?: RegExp;
  /** HTTP status. A form with nothing else is for codes that no other entry names. */
  readonly status?: number;
  /** Other services say the same: meant only where the service is known. */
  readonly isCommon?: true;
  /** Only of mail that names an SES tenant. */
  readonly ofTenant?: true;
}

/** What a function needs of an entry: small, because it is part of the function's bundle. */
export interface Told extends Recognition {
  /** What to do, in whole sentences that hold nothing of the mail. */
  readonly remedy: string;
}

/** Who has to act. */
export const actors = {
  you: 'you, who send the mail or run the pipeline',
  provider: "the recipient's provider",
  recipient: 'the recipient',
  aws: 'AWS',
  nobody: 'nobody',
} as const;

export type Actor = keyof typeof actors;

/** Whether it is tried again without a person, and for how long. */
export const retries = {
  slot: 'yes: the pipeline gives the mail another slot at once, and sends more slowly',
  quota: 'yes: the mail waits on its queue for quota; after 60 days it is held',
  waits: 'yes: the pipeline tries again each five minutes; after 60 days the mail is held',
  soon: 'yes: the pipeline tries again after ten seconds; after 60 days the mail is held',
  unknown:
    'no, lest a mail is sent twice: the events of SES settle what became of it; marketing mail is held after an hour',
  ses: 'yes: SES tries for up to 14 hours, or as long as the configuration set allows',
  resend: 'no: the mail lies in the dead letters, and goes out after `dead-letters redrive`',
  function: 'yes: the function tries again; what keeps failing lies in the dead letters',
  client: 'the AWS SDK tries a few times; after that the caller has to',
  no: 'no',
} as const;

export type Retry = keyof typeof retries;

/** What a person wants to know besides, and no function needs; perhaps also how to recognise it. */
export interface Background extends Recognition {
  /** Other forms of the same error. */
  readonly also?: readonly Recognition[];
  readonly cause: string;
  readonly actor: Actor;
  readonly retry: Retry;
  /** Pages, RFC sections. */
  readonly sources: NonEmpty<string>;
  /** How the error looks. The first one is shown in docs/errors.md. */
  readonly samples: NonEmpty<string>;
}

/** An entry that no function tells, whole. */
export type Known = Background & { readonly remedy: string };

/** Where errors come from; first part of an entry's key. */
export const origins = {
  ses: 'SES, when it is asked to send',
  'ses-smtp': "SES's SMTP endpoint, and the SMTP door",
  event: "SES's events about a mail",
  gmail: 'Gmail and Google Workspace, as receivers',
  microsoft: 'Outlook.com and Microsoft 365, as receivers',
  yahoo: 'Yahoo and AOL, as receivers',
  receiver: 'Any mail server, as receiver',
  'way-out': 'The back-up SMTP provider',
  aws: 'Any AWS service: signatures, permissions, limits',
  sts: 'STS and IAM',
  sqs: 'SQS',
  sns: 'SNS',
  dynamodb: 'DynamoDB',
  kms: 'KMS',
  s3: 'S3',
  lambda: 'Lambda',
  cloudformation: 'CloudFormation and the deployment',
  network: 'The network',
  api: "The pipeline's API",
  jwt: 'Tokens of the API',
  pipeline: 'The pipeline itself',
  'set-up': 'Set-up, as a person meets it',
} as const;

export type Origin = keyof typeof origins;

/** One entry of the table of errors. */
export interface Remedy extends Omit<Background, keyof Recognition | 'also'> {
  /** Stable name: origin and name, such as `ses/not-verified`. */
  readonly key: `${Origin}/${string}`;
  readonly origin: Origin;
  /** What to do, in whole sentences that hold nothing of the mail. */
  readonly remedy: string;
  /** Each one is enough. */
  readonly forms: readonly Recognition[];
}
