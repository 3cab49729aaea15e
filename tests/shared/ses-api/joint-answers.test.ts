import { describe, expect, it } from '@jest/globals';
import { type JointResult, jointAnswersOf } from '../../../shared/ses-api/joint-answers.ts';
import type { SendAnswer } from '../../../shared/ses-api/ports.ts';

const answerOf = (result: JointResult): SendAnswer | undefined => jointAnswersOf([result], 1)[0];

describe('jointAnswersOf', () => {
  it.each([
    ['ACCOUNT_THROTTLED', 'rate'],
    ['ACCOUNT_DAILY_QUOTA_EXCEEDED', 'quota'],
    ['ACCOUNT_SUSPENDED', 'paused'],
    ['ACCOUNT_SENDING_PAUSED', 'paused'],
    ['CONFIGURATION_SET_SENDING_PAUSED', 'set-paused'],
    ['CONFIGURATION_SET_NOT_FOUND', 'configuration'],
    ['CONFIGURATION_SET_DOES_NOT_EXIST', 'configuration'],
    ['TEMPLATE_NOT_FOUND', 'configuration'],
    ['TEMPLATE_DOES_NOT_EXIST', 'configuration'],
    ['MAIL_FROM_DOMAIN_NOT_VERIFIED', 'configuration'],
    ['INVALID_SENDING_POOL_NAME', 'configuration'],
    ['MESSAGE_REJECTED', 'message'],
    ['INVALID_PARAMETER', 'message'],
    ['INVALID_PARAMETER_VALUE', 'message'],
    ['FAILED', 'message'],
    ['TRANSIENT_FAILURE', 'later'],
  ])('reads %s as a refusal, %s', (Status, kind) => {
    expect(answerOf({ Status, Error: 'x' })).toMatchObject({ kind: 'refused', refusal: { kind } });
  });

  it('reads the text of a status where that decides', () => {
    const text = 'Email address is not verified. The following failed the check: a@x.example';

    expect(answerOf({ Status: 'MESSAGE_REJECTED', Error: text })).toMatchObject({
      refusal: { kind: 'configuration', barred: 'identity', code: 'MessageRejected' },
    });
    expect(JSON.stringify(answerOf({ Status: 'MESSAGE_REJECTED', Error: text }))).not.toContain(
      'a@x',
    );
  });

  it('accepts a mail that has its own message id', () => {
    expect(answerOf({ Status: 'SUCCESS', MessageId: 'ses-1' })).toEqual({
      kind: 'accepted',
      sesMessageId: 'ses-1',
    });
  });

  it.each([
    ['a success without a message id', { Status: 'SUCCESS' }],
    ['a success with an empty one', { Status: 'SUCCESS', MessageId: '' }],
    ['a refusal with a message id', { Status: 'ACCOUNT_THROTTLED', MessageId: 'ses-1' }],
    ['a status that nobody knows', { Status: 'jane@example.org' }],
    ['nothing', {}],
  ] as const)('does not know what %s means', (_, result) => {
    const answer = answerOf(result);

    expect(answer).toMatchObject({ kind: 'unknown' });
    expect(JSON.stringify(answer)).not.toContain('@');
  });

  it.each([0, 1, 3])('matches no result of %d for two mails', (count) => {
    const results = Array.from({ length: count }, () => ({ Status: 'SUCCESS', MessageId: 'a' }));

    expect(jointAnswersOf(results, 2)).toEqual(
      Array(2).fill({ kind: 'unknown', detail: `SES gave ${count} results for 2 mails.` }),
    );
  });

  it('keeps the order', () => {
    const answers = jointAnswersOf(
      [
        { Status: 'SUCCESS', MessageId: 'a' },
        { Status: 'FAILED' },
        { Status: 'SUCCESS', MessageId: 'b' },
      ],
      3,
    );

    expect(answers.map((one) => (one.kind === 'accepted' ? one.sesMessageId : one.kind))).toEqual([
      'a',
      'refused',
      'b',
    ]);
  });
});
