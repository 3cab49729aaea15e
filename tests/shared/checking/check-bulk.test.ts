import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utcDay } from '../../../shared/budgets/calendar.ts';
import { checkMail } from '../../../shared/checking/check-mail.ts';
import { lineOf, type MailFinding } from '../../../shared/checking/mail-finding.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { ValidMessage } from '../../../shared/email/valid-message.ts';
import { cannotTell, known } from '../../../shared/following/path-facts.ts';
import { newYear2030 } from '../email/message-builder.ts';
import { check, goodFacts } from './check-world.ts';

const to = (...names: readonly string[]) => ({ to: names.map((name) => `${name}@example.org`) });

const bulk = (
  destinations: readonly unknown[],
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  ...{ messageId: 'news-1', from: 'Shop <news@example.com>', subject: 'News', text: 'Hello' },
  destinations,
  ...changes,
});

const templated = (destinations: readonly unknown[], data: object = {}) =>
  bulk(destinations, {
    ...{ subject: undefined, text: undefined },
    template: { content: { subject: 'For {{who}}', text: 'It is {{month}}.' }, data },
  });

const placesOf = (findings: readonly MailFinding[]): readonly string[] =>
  findings.map(({ severity, rule, field }) => `${severity} ${rule} ${field}`);

const told = async (...args: Parameters<typeof check>): Promise<readonly string[]> =>
  placesOf((await check(...args)).findings);

describe('checking a message to several destinations', () => {
  it('finds nothing against a good one', async () => {
    expect(await check(bulk([to('jane'), to('joe')]))).toEqual({ valid: true, findings: [] });
  });

  it('tells the problems of each destination with its place', async () => {
    const { valid, findings } = await check(
      bulk([
        to('jane'),
        { to: ['nobody'] },
        { ...to('joe'), headers: { Subject: 'x' } },
        { ...to('ann'), messageId: 'a b', tags: { 'pipeline-x': '1' } },
      ]),
    );

    expect([valid, placesOf(findings)]).toEqual([
      false,
      [
        'error contract destinations[1].to[0]',
        'error contract destinations[2].headers.Subject',
        'error contract destinations[3].messageId',
        'error contract destinations[3].tags.pipeline-x',
      ],
    ]);
  });

  it('tells what all have in common once, and where it stands', async () => {
    const broken = bulk([to('jane'), to('joe'), { to: ['nobody'] }], {
      ...{ subject: undefined, headers: { Date: 'today' }, stream: 'fast' },
    });

    expect(await told(broken)).toEqual([
      'error contract subject',
      'error contract stream',
      'error contract headers.Date',
      'error contract destinations[2].to[0]',
    ]);
  });

  it('judges the sound ones by every rule though others break the contract', async () => {
    const pause = known({ by: 'operator', since: newYear2030, why: 'an incident' } as const);

    expect(await told(bulk([to('jane'), { to: ['nobody'] }, to('joe')]), { pause })).toEqual([
      'warning pause stream',
      'error contract destinations[1].to[0]',
    ]);
  });

  it('tells which destination lacks a value of the template, or that all do', async () => {
    const jane = { ...to('jane'), data: { who: 'Jane' } };

    expect(await told(templated([jane, to('joe')], { month: 'May' }))).toEqual([
      'error contract destinations[1].data.who',
    ]);
    expect(await told(templated([jane, { ...to('joe'), data: { who: 'Joe' } }]))).toEqual([
      'error contract template.data.month',
    ]);
  });

  it('finds suppressed recipients where they stand, and what it cannot know once', async () => {
    const three = bulk([to('jane'), to('joe', 'ann'), to('ann')]);
    const suppressed = known(new Set(['ann@example.org']));

    expect(await told(three, { suppressed, pause: cannotTell('x') })).toEqual([
      'unknown pause stream',
      'warning suppressions destinations[1].to[1]',
      'error suppressions destinations[2].to[0]',
    ]);
    expect(await told(three, { suppressed: cannotTell('x') })).toEqual([
      'unknown suppressions destinations',
    ]);
  });

  it('knows the headers that one destination adds', async () => {
    const headers = {
      'List-Unsubscribe': '<https://example.com/leave/1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    const marketing = (...destinations: readonly unknown[]) =>
      told(bulk(destinations, { stream: 'marketing' }));

    expect(await marketing({ ...to('jane'), headers }, to('joe'))).toEqual([
      'warning unsubscribe destinations[1].headers.List-Unsubscribe',
    ]);
    expect(await marketing(to('jane'), to('joe'))).toEqual([
      'warning unsubscribe headers.List-Unsubscribe',
    ]);
  });

  it('asks whether the budget has room for all together', async () => {
    const facts = {
      settings: known({ budget: { perDay: 10 } }),
      use: known(dayUsed(7)),
    };

    expect(await told(bulk([to('a'), to('b'), to('c')]), facts)).toEqual([]);
    expect(await told(bulk([to('a'), to('b'), to('c', 'd')]), facts)).toEqual([
      'warning budget destinations',
    ]);
    expect(await told(bulk([to('a'), to('b')]), { ...facts, use: known(dayUsed(10)) })).toEqual([
      'warning budget destinations',
    ]);
  });

  it('tells the same fault of each that brings it itself', async () => {
    const headers = { subject: 'x' };
    const data = { who: 'x', month: 'y' };
    const numbers = { who: Number.NaN, month: 'y' };

    expect(await told(bulk([to('jane'), to('joe')].map((one) => ({ ...one, headers }))))).toEqual([
      'error contract destinations[0].headers.subject',
      'error contract destinations[1].headers.subject',
    ]);
    expect(
      await told(
        templated([
          { ...to('jane'), data: numbers },
          { ...to('joe'), data },
        ]),
      ),
    ).toEqual(['error contract destinations[0].data.who']);
  });

  it('tells which one the door refuses', async () => {
    const { findings } = await checkMail(bulk([to('jane'), to('joe')]), {
      ...ports,
      readRefusals: async (messages) =>
        messages.map(({ messageId }) =>
          messageId === 'news-1.2' ? ['messageId: is that of another mail'] : [],
        ),
    });

    expect(placesOf(findings)).toEqual(['error door destinations[1].messageId']);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, RegExp]>([
    ['no list', bulk([], { destinations: 'jane' }), /^destinations: is not a list/],
    ['recipients beside it', bulk([to('jane')], to('joe')), /^to: cannot be combined/],
    ['more than a door holds', bulk([to('jane'), to('joe')]), /^destinations: come to more than/],
  ])('says of a whole with %s why nobody would get anything', async (_, whole, line) => {
    const checked = await checkMail(whole, { ...ports, mostUnfoldedBytes: 200 });

    expect(checked.valid).toBe(false);
    expect(checked.findings.map(lineOf)).toEqual([expect.stringMatching(line)]);
  });

  it('reads the facts of fifty once, with all their recipients', async () => {
    const asked: ValidMessage[] = [];
    const names = Array.from({ length: 50 }, (_, number) => `reader${number}`);

    await checkMail(bulk(names.map((name) => to(name))), {
      ...ports,
      readFacts: async (message) => {
        asked.push(message);
        return goodFacts;
      },
    });

    expect(asked.map(({ recipients }) => recipients.length)).toEqual([50]);
  });

  it('is valid just when each of its mails is, and names every bad one', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), async (areGood) => {
        const destinations = areGood.map((isGood, n) =>
          isGood ? to(`reader${n}`) : { to: [`reader${n}`] },
        );
        const { valid, findings } = await check(bulk(destinations));

        expect(valid).toBe(!areGood.includes(false));
        expect(findings.map(({ field }) => field)).toEqual(
          areGood.flatMap((isGood, n) => (isGood ? [] : [`destinations[${n}].to[0]`])),
        );
      }),
      { numRuns: 25 },
    ));
});

const dayUsed = (count: number) => ({
  ...{ day: utcDay(newYear2030), dayUsed: count, month: 0, monthUsed: 0, tatMs: 0 },
  held: undefined,
});

const ports = {
  ...{ streams: basicStreams, nowMs: newYear2030, newId: () => 'id-1' },
  payloadBucket: async () => 'any',
  readFacts: async () => goodFacts,
};
