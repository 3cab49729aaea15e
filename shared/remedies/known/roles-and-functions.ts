import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;

/** Errors of STS and IAM. */
export const knownSts = {
  'assume-role': {
    codes: ['AccessDenied'],
    text: /\bsts:AssumeRole/i,
    cause:
      'The role does not trust the caller, asks for another external id, or the caller may not assume roles.',
    remedy:
      'Let the role trust the ARN that the text names first, with the external id of the tenant: `ses-pipeline tenants role show`. The caller needs sts:AssumeRole on the role.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sts],
    samples: [
      'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/sender/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/mail',
    ],
  },
  'region-off': {
    codes: ['RegionDisabled'],
    cause: 'STS is switched off for this region in the account.',
    remedy: 'Enable the region in the account settings of IAM.',
    ...you,
    sources: [pages.sts],
    samples: [
      'RegionDisabledException: STS is not activated in this region for account: 111122223333',
    ],
  },
  'key-too-many': {
    codes: ['LimitExceeded'],
    text: /accesskeysperuser/i,
    cause: 'An IAM user has at most two access keys.',
    remedy:
      'Delete the older key when nothing uses it (see its last use), then create the new one.',
    ...you,
    sources: [pages.keyAge],
    samples: ['LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2'],
  },
} as const satisfies Readonly<Record<string, Known>>;

/** Errors of Lambda, as they stand in logs and in the records of failed runs. */
export const knownLambda = {
  'timed-out': {
    codes: ['Sandbox.Timedout'],
    also: [{ text: /task timed out after \d{1,4}(?:\.\d{1,3})? seconds/i }],
    cause: 'A run of the function took longer than it may.',
    remedy: 'Look in its log for what it waited: a table, SES, an endpoint that does not answer.',
    actor: 'you',
    retry: 'function',
    sources: [pages.lambda],
    samples: ['2026-11-29T12:00:00.000Z Task timed out after 60.00 seconds', 'Sandbox.Timedout'],
  },
  'out-of-memory': {
    codes: ['Runtime.OutOfMemory'],
    also: [{ text: /javascript heap out of memory|signal: killed/i }],
    cause: 'A run of the function needed more memory than it has.',
    remedy: 'Look for very large mail in its log. Give the function more memory if there is none.',
    actor: 'you',
    retry: 'function',
    sources: [pages.lambda],
    samples: [
      'Runtime.OutOfMemory',
      'RequestId: 1 Error: Runtime exited with error: signal: killed',
    ],
  },
  'throttled-function': {
    codes: ['TooManyRequests', 'Lambda.TooManyRequests'],
    text: /reserved ?function ?concurrent|concurrentinvocationlimit|\brate exceeded\b.{0,40}lambda/i,
    cause: 'The account, or the function, has as many runs at once as it may.',
    remedy: 'Nothing: it is tried again. Ask AWS for more concurrent runs if it lasts.',
    actor: 'nobody',
    retry: 'function',
    sources: [pages.lambda],
    samples: ['TooManyRequestsException: ReservedFunctionConcurrentInvocationLimitExceeded'],
  },
  environment: {
    text: /variables are missing or malformed:/i,
    cause:
      'A function lacks a variable, because the template is older than its code or was changed by hand.',
    remedy: 'Deploy again; do not change variables in the console.',
    actor: 'you',
    retry: 'function',
    sources: ['docs/deploy.md'],
    samples: ['Environment variables are missing or malformed: MESSAGES_TABLE.'],
  },
} as const satisfies Readonly<Record<string, Known>>;
