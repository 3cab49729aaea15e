import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../../shared/dead-letters/diagnose.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { explainMail } from '../../../shared/following/explain-mail.ts';
import type { MailFacts } from '../../../shared/following/mail-facts.ts';
import { cannotTell, known } from '../../../shared/following/path-facts.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { RecipientState } from '../../../shared/messages/recipient-state.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { openPath } from '../../fakes/mail-facts.ts';
import { deadLetterOf } from '../../fakes/memory-dead-letters.ts';

const nowMs = Date.UTC(2026, 2, 1, 9);
const ada = 'ada@example.org';

const statusOf = (
  recipients: Readonly<Record<string, RecipientState>>,
  changes: Partial<MessageStatus> = {},
): MessageStatus => ({
  ...{ messageId: 'order-1', tenantId: 'acme', state: 'sent', recipients, sesMessageId: null },
  ...{ smtpMessageIds: [], attempts: 1, reasons: [], remedy: null, timeline: [] },
  engagement: {
    opens: { human: null, bot: null, unknown: null },
    clicks: { human: null, bot: null, unknown: null },
  },
  ...changes,
});

const factsOf = (changes: Partial<MailFacts> = {}): MailFacts => ({
  key: { tenantId: 'acme', messageId: 'order-1' },
  ...{ status: undefined, progress: undefined, held: known([]), deadLetters: known([]) },
  ...{ suppressions: known([]), path: openPath(nowMs) },
  ...changes,
});

const entry: SuppressionEntry = {
  ...{ address: ada, scope: 'tenant#acme', reason: 'bounce', detail: 'Permanent/General' },
  ...{ source: 'event-1', sinceMs: nowMs, expiresAtMs: undefined },
};

const explained = (state: RecipientState, changes: Partial<MailFacts> = {}, status = {}) => {
  const facts = factsOf({ status: statusOf({ [ada]: state }, status), ...changes });
  const [one] = explainMail(facts, nowMs).recipients;
  return one;
};

describe('explainMail', () => {
  it('names who suppresses a recipient, and where to look', () => {
    expect(explained('suppressed', { suppressions: known([entry]) })).toEqual({
      ...{ recipient: ada, state: 'suppressed', next: 'this mail is not sent to it' },
      cause: 'bounce in tenant#acme (Permanent/General)',
      command: `ses-pipeline suppressions list --address ${ada} --tenant acme`,
    });
  });

  it('says that a recipient who was suppressed is so no more', () => {
    expect(explained('suppressed')?.cause).toContain('is not any more');
  });

  it('names the command that releases held mail, and the pause that has to end first', () => {
    const held = known([
      {
        tenantId: 'acme',
        messageId: 'order-1',
        stream: 'transactional',
        arrivedAtMs: nowMs,
      } as const,
    ]);
    const pauses = known([
      { tenantId: 'acme', pauses: { '*': { by: 'guard', since: nowMs, why: 'bounces' } as const } },
    ]);

    expect(explained('held', { held })?.command).toBe(
      'ses-pipeline release acme --message order-1',
    );
    expect(explained('held', { held, path: openPath(nowMs, { pauses }) })?.command).toBe(
      'ses-pipeline resume acme --why TEXT',
    );
    expect(explained('held')?.next).toContain('it was released');
  });

  it('names the remedy and the redrive of a dead letter', () => {
    const deadLetter = deadLetterOf();
    const deadLetters = known([{ deadLetter, diagnosis: diagnose(deadLetter, basicStreams) }]);
    const remedy = 'Verify the sender.';

    expect(explained('failed', { deadLetters }, { remedy })).toMatchObject({
      next: 'Verify the sender.; then redrive it',
      command: 'ses-pipeline dead-letters redrive order-1',
    });
    expect(explained('failed')?.command).toBeNull();
  });

  it('tells a run that has the mail from a call of unknown outcome', () => {
    const progress = (leaseMs: number): Partial<MailFacts> => ({
      progress: {
        key: { tenantId: 'acme', messageId: 'order-1' },
        ...{ sent: new Map(), leases: new Map([[0, leaseMs]]), unknownCalls: new Map() },
        ...{ refusals: new Map(), plan: undefined, fingerprint: 'f', attempts: 1 },
        heldCopy: undefined,
      },
    });

    expect(explained('sending', progress(nowMs + 1))?.cause).toBe('a run of the sender has it');
    expect(explained('sending', progress(nowMs))?.cause).toContain('it is not known whether SES');
  });

  it('says what waiting mail waits for, and until when', () => {
    const { ledger } = openPath(nowMs);
    if (ledger.kind !== 'known') throw new Error('The path has a ledger.');
    const path = openPath(nowMs, { ledger: known({ ...ledger.fact, tatMs: nowMs + 60_000 }) });

    expect(explained('waiting', { path })).toMatchObject({
      cause: expect.stringContaining('other mail has taken the slots'),
      next: 'it goes from 2026-03-01T09:01:00.000Z on',
    });
    expect(explained('waiting')?.cause).toContain('it was put back');
  });

  it('says of mail that nothing tells of that it cannot tell, and why', () => {
    expect(explainMail(factsOf(), nowMs)).toEqual({
      recipients: [],
      obstacles: [],
      cannotTell: [
        expect.stringMatching(/^whether it was ever queued cannot be told: .*3 messages/),
      ],
    });
  });

  it('tells everything that could not be read', () => {
    const not = cannotTell('AccessDenied');
    const facts = factsOf({
      ...{
        status: statusOf({ [ada]: 'delivered' }),
        held: not,
        deadLetters: not,
        suppressions: not,
      },
    });

    expect(explainMail(facts, nowMs).cannotTell).toHaveLength(3);
  });

  it.each<RecipientState>([
    ...(['complained', 'bounced', 'rejected', 'failed', 'delivered', 'sent', 'sending'] as const),
    ...(['held', 'expired', 'suppressed', 'waiting', 'delayed'] as const),
  ])('has a cause and a next step of a recipient who is %s', (state) => {
    const one = explained(state);

    expect(one?.cause).not.toBe('');
    expect(one?.next).not.toBe('');
  });
});
