import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../simulator/account/chance.ts';
import { containsEicar } from '../../../simulator/sending/eicar.ts';
import { type MailPlan, planOutcomes } from '../../../simulator/sending/plan-outcomes.ts';

const plan = (destinations: readonly string[], changes: Partial<MailPlan> = {}) =>
  planOutcomes({
    destinations,
    suppression: { list: 'account', reasonOf: () => undefined },
    hasVirus: false,
    autoRepliesBounce: false,
    random: seededRandom(7),
    ...changes,
  });

const outcomes = (destinations: readonly string[], changes: Partial<MailPlan> = {}) =>
  plan(destinations, changes).map(({ outcome }) => outcome);

const simulator = (name: string): string => `${name}@simulator.amazonses.com`;

describe('plan-outcomes', () => {
  it('answers success@ with Send and Delivery', () => {
    expect(outcomes([simulator('success')])).toEqual([
      { kind: 'send' },
      { kind: 'delivery', recipients: [simulator('success')] },
    ]);
  });

  it('answers bounce@ with Send and a permanent bounce', () => {
    expect(outcomes([simulator('bounce')])).toEqual([
      { kind: 'send' },
      {
        kind: 'bounce',
        bounceType: 'Permanent',
        bounceSubType: 'General',
        recipients: [
          {
            emailAddress: simulator('bounce'),
            action: 'failed',
            status: '5.1.1',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          },
        ],
      },
    ]);
  });

  it('makes one notification of several simulated bounces of one call', () => {
    const bounces = outcomes([
      simulator('bounce+1'),
      simulator('bounce+2'),
      simulator('bounce'),
    ]).filter(({ kind }) => kind === 'bounce');

    expect(bounces).toHaveLength(1);
    expect(bounces[0]).toHaveProperty('recipients.length', 3);
  });

  it('answers complaint@ with a delivery first and the complaint after it', () => {
    const planned = plan([simulator('complaint')]);

    expect(planned.map(({ outcome }) => outcome.kind)).toEqual(['send', 'delivery', 'complaint']);
    expect(planned[2]?.outcome).toEqual({
      kind: 'complaint',
      recipients: [simulator('complaint')],
      complaintSubType: null,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
    });
    expect(planned[2]?.afterMs).toBeGreaterThan(planned[1]?.afterMs ?? Number.POSITIVE_INFINITY);
  });

  it('answers suppressionlist@ with a bounce of the global list', () => {
    expect(outcomes([simulator('suppressionlist')])[1]).toMatchObject({
      bounceType: 'Permanent',
      bounceSubType: 'Suppressed',
    });
  });

  it('answers ooto@ with a delivery, and with a transient bounce when asked', () => {
    expect(outcomes([simulator('ooto')]).map(({ kind }) => kind)).toEqual(['send', 'delivery']);
    expect(outcomes([simulator('ooto')], { autoRepliesBounce: true })[2]).toMatchObject({
      bounceType: 'Transient',
      bounceSubType: 'General',
    });
  });

  it('does not deliver to an address on the account list', () => {
    const suppression = {
      list: 'account' as const,
      reasonOf: (address: string) =>
        address.startsWith('b') ? ('BOUNCE' as const) : ('COMPLAINT' as const),
    };

    expect(outcomes(['b@example.com', 'c@example.com'], { suppression })).toMatchObject([
      { kind: 'send' },
      {
        kind: 'bounce',
        bounceSubType: 'OnAccountSuppressionList',
        recipients: [{ emailAddress: 'b@example.com' }],
      },
      {
        kind: 'complaint',
        complaintSubType: 'OnAccountSuppressionList',
        recipients: ['c@example.com'],
      },
    ]);
  });

  it('tells every recipient of a mixed mail what becomes of him, once', () => {
    const destinations = [
      'a@one.example',
      'b@two.example',
      'c@one.example',
      simulator('bounce'),
      simulator('complaint'),
    ];
    const planned = outcomes(destinations);
    const delivered = planned.flatMap((outcome) =>
      outcome.kind === 'delivery' ? outcome.recipients : [],
    );

    expect([...delivered].sort()).toEqual(
      ['a@one.example', 'b@two.example', 'c@one.example', simulator('complaint')].sort(),
    );
    expect(planned.filter(({ kind }) => kind === 'delivery')).toHaveLength(3);
  });

  it('rejects what holds the EICAR test file', () => {
    const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
    const attached = Buffer.from(eicar).toString('base64').replace(/.{76}/g, '$&\r\n');

    expect(containsEicar(Buffer.from(`Subject: x\r\n\r\n${attached}`))).toBe(true);
    expect(containsEicar(Buffer.from(`Subject: x\r\n\r\n${eicar}`))).toBe(true);
    expect(containsEicar(Buffer.from('Subject: EICAR\r\n\r\nharmless'))).toBe(false);
    expect(outcomes(['a@example.com'], { hasVirus: true })).toEqual([
      { kind: 'send' },
      { kind: 'reject', reason: 'Bad content' },
    ]);
  });
});

describe('plan-outcomes for addresses of its own', () => {
  const kinds = (name: string, changes: Partial<MailPlan> = {}): readonly string[] =>
    plan([`${name}@simulator.test`], changes)
      .toSorted((one, other) => one.afterMs - other.afterMs)
      .map(({ outcome }) => outcome.kind);

  it('plays each of them in the order in which SES would tell', () => {
    expect(kinds('softbounce')).toEqual(['send', 'bounce']);
    expect(kinds('delay')).toEqual(['send', 'deliveryDelay', 'delivery']);
    expect(kinds('open')).toEqual(['send', 'delivery', 'open']);
    expect(kinds('click', { link: 'https://example.com/' })).toEqual([
      ...['send', 'delivery', 'open', 'click'],
    ]);
  });

  it('clicks only on a link that is there', () => {
    expect(kinds('click')).toEqual(['send', 'delivery', 'open']);
    expect(
      outcomes(['click@simulator.test'], { link: 'https://example.com/' }).at(-1),
    ).toMatchObject({ kind: 'click', link: 'https://example.com/' });
  });

  it('bounces softly because the mailbox is full', () => {
    expect(outcomes(['softbounce@simulator.test'])[1]).toMatchObject({
      ...{ bounceType: 'Transient', bounceSubType: 'MailboxFull' },
      recipients: [{ status: '5.2.2' }],
    });
  });
});
