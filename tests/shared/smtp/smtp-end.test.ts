import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SmtpStage, smtpAnswer } from '../../../shared/smtp/smtp-end.ts';

const before: readonly SmtpStage[] = ['connect', 'login', 'sender', 'recipient', 'content'];

const reply = fc.oneof(
  fc.constant(undefined),
  fc.string(),
  fc
    .tuple(
      fc.integer({ min: 100, max: 599 }),
      fc.constantFrom(' ', '-', ' 5.1.1 ', ' 4.7.0 '),
      fc.string(),
    )
    .map((parts) => parts.join('')),
);

describe('smtp-end', () => {
  it('is definite before the final dot, whatever was answered', () => {
    fc.assert(
      fc.property(fc.constantFrom(...before), reply, fc.boolean(), (stage, text, isSetup) => {
        const answer = smtpAnswer({ stage, reply: text, code: 'ETIMEDOUT', isSetup });
        expect(answer.kind).toBe('refused');
      }),
    );
  });

  it('is definite after the final dot only by a 4xx other than 421, or a 5xx', () => {
    fc.assert(
      fc.property(reply, (text) => {
        const code = Number(/^\d{3}/.exec(text ?? '')?.[0]);
        const isRefused = code >= 400 && code < 600 && code !== 421;
        const answer = smtpAnswer({ stage: 'end', reply: text, code: 'ECONNECTION' });
        expect(answer.kind).toBe(isRefused ? 'refused' : 'unknown');
      }),
    );
  });

  it('never bars SES: what a provider refuses goes nowhere else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...before, 'end' as const), reply, (stage, text) => {
        const answer = smtpAnswer({ stage, reply: text, code: 'x' });
        expect(answer.kind === 'refused' && answer.refusal.barred !== undefined).toBe(false);
      }),
    );
  });

  it('quotes only words of its own list of a reply', () => {
    const answer = smtpAnswer({
      stage: 'recipient',
      reply:
        '550-5.1.1 <jane@example.org>: Recipient address rejected\r\n550 5.1.1 Jane Doe is unknown',
      code: 'EENVELOPE',
    });

    expect(answer).toMatchObject({
      kind: 'refused',
      refusal: { code: 'SMTP 550 5.1.1', cause: '… Recipient address rejected … is unknown' },
    });
  });
});
