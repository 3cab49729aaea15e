import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '../../../../shared/ses-api/wire/http-answer.ts';
import {
  double,
  isoTime,
  type QueryValue,
  writeQueryError,
  writeQueryResult,
} from '../../../../shared/ses-api/wire/query-answer.ts';
import { queryCalls } from '../../../../shared/ses-api/wire/query-calls.ts';
import { nestForm, readForm } from '../../../../shared/ses-api/wire/query-form.ts';
import { readMembers } from '../../../../shared/ses-api/wire/read-members.ts';
import {
  callThrottle,
  quotaThrottle,
  type Refusal,
  rateThrottle,
  refuse,
  suspendedAccount,
} from '../../../../shared/ses-api/wire/refusal.ts';
import { writeRestError, writeRestResult } from '../../../../shared/ses-api/wire/rest-answer.ts';
import { readRestCall } from '../../../../shared/ses-api/wire/rest-call.ts';
import { restCalls } from '../../../../shared/ses-api/wire/rest-calls.ts';

interface Sent {
  readonly call: string;
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly input: unknown;
}

interface Answers {
  readonly version: string;
  /** Calls that were asked for, and that the installed botocore is too old to know. */
  readonly unknown: readonly string[];
  readonly requests: readonly Sent[];
  readonly outputs: readonly { readonly call: string; readonly output: unknown }[];
  readonly misread: readonly string[];
  readonly errors: readonly { class: string; code: string; message: string }[];
}

const program = join(import.meta.dirname, '..', '..', '..', 'support', 'python_sdk.py');

const isHere = spawnSync('python3', ['-c', 'import botocore']).status === 0;

const botocore = (asked: object): Answers => {
  const { status, stdout, stderr } = spawnSync('python3', [program], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

const made = isHere
  ? botocore({
      requests: { ses: Object.keys(queryCalls), sesv2: Object.keys(restCalls) },
      outputs: { ses: Object.keys(queryCalls), sesv2: Object.keys(restCalls) },
    })
  : undefined;
if (made === undefined)
  process.stderr.write(
    "skipped: what botocore writes and reads (it needs python3 with botocore: 'pip install botocore')\n",
  );
else if (made.unknown.length > 0)
  process.stderr.write(
    `skipped: ${made.unknown.join(', ')} (botocore ${made.version} does not know them; a newer one does)\n`,
  );

const isKnown = (call: string): boolean => made?.unknown.includes(call) !== true;
const queryNames = Object.keys(queryCalls).filter(isKnown);
const restNames = Object.keys(restCalls).filter(isKnown);

/** An input that was read, with its bytes as the program marks them. */
const marked = (value: unknown): unknown => {
  if (Buffer.isBuffer(value)) return { $blob: value.toString('base64') };
  if (Array.isArray(value)) return value.map(marked);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner)]))
    : value;
};

const readQuery = ({ call, body }: Sent): unknown => {
  const form = readForm(Buffer.from(body));
  if (form.kind === 'refused') return form;
  const nested = nestForm(form.parameters);
  if (nested.kind === 'refused') return nested;
  const read = readMembers(queryCalls[call as keyof typeof queryCalls], nested.value, 'query');
  return read.kind === 'refused' ? read : marked(read.input);
};

const readRest = (sent: Sent): unknown => {
  const call = readRestCall(sent);
  if (call.kind === 'refused') return call;
  const read = readMembers(restCalls[call.name], call.members, 'rest');
  return { name: call.name, input: read.kind === 'refused' ? read : marked(read.input) };
};

const isMarked = (value: object, mark: string): boolean => Object.hasOwn(value, mark);

/** The output that botocore made, as the v1 API's answers take it. */
const queryValue = (value: unknown): QueryValue => {
  if (Array.isArray(value)) return value.map(queryValue);
  if (typeof value !== 'object' || value === null) return value as QueryValue;
  if (isMarked(value, '$time')) return isoTime(Reflect.get(value, '$time') * 1000);
  if (isMarked(value, '$double')) return double(Reflect.get(value, '$double'));
  if (isMarked(value, '$map'))
    return new Map(
      Reflect.get(value, '$map').map(([key, inner]: [string, unknown]) => [key, queryValue(inner)]),
    );
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, queryValue(inner)]),
  );
};

const restValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(restValue);
  if (typeof value !== 'object' || value === null) return value;
  if (isMarked(value, '$time')) return Reflect.get(value, '$time');
  if (isMarked(value, '$double')) return Reflect.get(value, '$double');
  if (isMarked(value, '$map'))
    return Object.fromEntries(
      Reflect.get(value, '$map').map(([key, inner]: [string, unknown]) => [key, restValue(inner)]),
    );
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, restValue(inner)]));
};

const forBotocore = (call: string, { status, headers, body }: HttpAnswer) => ({
  call,
  status,
  headers,
  body: String(body),
});

/** Refusals, and the exceptions of boto3 that they become in v1 and v2. */
const refusals: readonly (readonly [refusal: Refusal, v1: string, v2: string])[] = [
  [rateThrottle, 'ClientError', 'TooManyRequestsException'],
  [quotaThrottle, 'ClientError', 'TooManyRequestsException'],
  [callThrottle, 'ClientError', 'TooManyRequestsException'],
  [suspendedAccount, 'MessageRejected', 'AccountSuspendedException'],
  [refuse('MessageRejected', 'Not <verified> & "so"'), 'MessageRejected', 'MessageRejected'],
  [
    refuse('AccountSendingPausedException', 'off'),
    'AccountSendingPausedException',
    'SendingPausedException',
  ],
  [
    refuse('ConfigurationSetSendingPausedException', 'off'),
    'ConfigurationSetSendingPausedException',
    'SendingPausedException',
  ],
  [
    refuse('MailFromDomainNotVerifiedException', 'no'),
    'MailFromDomainNotVerifiedException',
    'MailFromDomainNotVerifiedException',
  ],
  [
    refuse('ConfigurationSetDoesNotExist', 'no'),
    'ConfigurationSetDoesNotExistException',
    'NotFoundException',
  ],
  [
    refuse('EventDestinationDoesNotExist', 'no'),
    'EventDestinationDoesNotExistException',
    'NotFoundException',
  ],
  [refuse('TemplateDoesNotExist', 'no'), 'TemplateDoesNotExistException', 'NotFoundException'],
  [refuse('AlreadyExists', 'twice'), 'AlreadyExistsException', 'AlreadyExistsException'],
  [
    refuse('ConfigurationSetAlreadyExists', 'twice'),
    'ConfigurationSetAlreadyExistsException',
    'AlreadyExistsException',
  ],
  [refuse('LimitExceeded', 'many'), 'LimitExceededException', 'LimitExceededException'],
  [refuse('InvalidTemplate', 'bad'), 'InvalidTemplateException', 'BadRequestException'],
  [
    refuse('MissingRenderingAttribute', 'name'),
    'MissingRenderingAttributeException',
    'BadRequestException',
  ],
  [refuse('InvalidSNSDestination', 'no'), 'InvalidSNSDestinationException', 'BadRequestException'],
  [refuse('InvalidParameterValue', 'bad'), 'ClientError', 'BadRequestException'],
  [refuse('InternalFailure', 'oh', 500), 'ClientError', 'InternalServiceErrorException'],
];

(made === undefined ? describe.skip : describe)('the wire form beside botocore', () => {
  it.each(queryNames)('reads back every member of %s of v1', (call) => {
    const sent = made?.requests.filter((one) => one.call === call && one.url === '/') ?? [];

    expect(sent.length).toBe(3);
    for (const one of sent) expect(readQuery(one)).toEqual(one.input);
  });

  it.each(restNames)('reads back every member of %s of v2, in path, query and body', (call) => {
    const sent = made?.requests.filter((one) => one.call === call && one.url !== '/') ?? [];

    expect(sent.length).toBe(3);
    for (const one of sent) expect(readRest(one)).toEqual({ name: call, input: one.input });
  });

  it('writes answers that botocore reads as they were meant', () => {
    const outputs = made?.outputs ?? [];
    const [v1, v2] = [outputs.slice(0, queryNames.length), outputs.slice(queryNames.length)];
    const read = botocore({
      answers: {
        ses: v1.map(({ call, output }) =>
          forBotocore(call, writeQueryResult(call, queryValue(output), 'id')),
        ),
        sesv2: v2.map(({ call, output }) =>
          forBotocore(call, writeRestResult(restValue(output), 'id')),
        ),
      },
    });

    expect([v1.length, v2.length]).toEqual([queryNames.length, restNames.length]);
    expect(read.misread).toEqual([]);
  });

  it('writes refusals that botocore raises as the right exceptions, with their texts', () => {
    const all = refusals.map(([refusal]) => refusal);
    const read = botocore({
      errors: {
        ses: all.map((refusal) => forBotocore('SendEmail', writeQueryError(refusal, 'id'))),
        sesv2: all.map((refusal) => forBotocore('SendEmail', writeRestError(refusal, 'id'))),
      },
    });

    const messages = all.map(({ message }) => message);
    expect(read.errors.map(({ message }) => message)).toEqual([...messages, ...messages]);
    expect(read.errors.map((error) => error.class)).toEqual([
      ...refusals.map(([, v1]) => v1),
      ...refusals.map(([, , v2]) => v2),
    ]);
  });
});
