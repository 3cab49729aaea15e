import { describe, expect, it } from '@jest/globals';
import { type CauseFacts, lastingCauses } from '../../../shared/dead-letters/lasting-causes.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import { cannotTell, known } from '../../../shared/following/path-facts.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { openPath } from '../../fakes/mail-facts.ts';

const nowMs = Date.UTC(2026, 2, 1, 9);

const mailOf = (changes: object = {}) => {
  const body = {
    ...{ from: 'Shop <shop@mail.example.com>', to: ['ada@example.org', 'bob@example.org'] },
    ...{ subject: 'Hi', text: 'Hello' },
    ...changes,
  };
  const context = {
    sqsMessageId: 'a',
    streams: basicStreams,
    queueLane: 'transactional',
    nowMs,
  } as const;
  const read = validateMessage(JSON.stringify(body), context);
  if (read.kind !== 'valid') throw new Error('The message is valid.');
  return read.message;
};
const template = { subject: undefined, text: undefined, template: { name: 'welcome', data: {} } };

const suppressed = (address: string): SuppressionEntry => ({
  ...{ address, scope: '*', reason: 'bounce', detail: 'x', source: 'e' },
  ...{ sinceMs: nowMs, expiresAtMs: undefined },
});

const causes = (changes: Partial<CauseFacts>, reasons: readonly string[] = [], mail = mailOf()) =>
  lastingCauses(
    mail,
    reasons,
    {
      ...{ path: openPath(nowMs), suppressions: known([]) },
      ...{ identities: known([]), templates: known([]) },
      ...changes,
    },
    nowMs,
  );

const notVerified = ['MessageRejected: Email address is not verified.'];
const noTemplate = ['TemplateDoesNotExist: Template welcome does not exist'];

describe('lastingCauses', () => {
  it('finds none where the dead letter tells of none', () => {
    expect(causes({})).toEqual([]);
    expect(causes({}, ['Throttled'], mailOf(template))).toEqual([]);
  });

  it.each([
    ['shop@mail.example.com', 0],
    ['mail.example.com', 0],
    ['example.com', 0],
    ['other.example.com', 1],
    ['ple.com', 1],
  ])('takes the sender for verified when SES sends for %s: %i causes', (name, many) => {
    expect(causes({ identities: known([name]) }, notVerified)).toHaveLength(many);
  });

  it('finds a template that is still missing, and none that is there by now', () => {
    const mail = mailOf(template);

    expect(causes({ templates: known(['other']) }, noTemplate, mail)).toEqual([
      expect.stringContaining('still does not exist'),
    ]);
    expect(causes({ templates: known(['welcome']) }, noTemplate, mail)).toEqual([]);
  });

  it('finds a pause, with the command that ends it', () => {
    const pauses = known([
      { tenantId: 'acme', pauses: { '*': { by: 'operator', since: 0, why: 'unpaid' } as const } },
    ]);

    expect(causes({ path: openPath(nowMs, { pauses }) })).toEqual([
      expect.stringMatching(/^it would be held: .*unpaid; first npx ses-pipeline resume acme/),
    ]);
  });

  it('finds that all recipients are suppressed, and not that some are', () => {
    const [ada, bob] = [suppressed('ada@example.org'), suppressed('bob@example.org')];

    expect(causes({ suppressions: known([ada, bob]) })).toHaveLength(1);
    expect(causes({ suppressions: known([ada]) })).toEqual([]);
  });

  it('stops nothing for what it cannot tell', () => {
    const not = cannotTell('AccessDenied');
    const facts = { identities: not, templates: not, suppressions: not };
    const path = openPath(nowMs, { pauses: not });

    expect(causes({ ...facts, path }, [...notVerified, ...noTemplate], mailOf(template))).toEqual(
      [],
    );
  });
});
