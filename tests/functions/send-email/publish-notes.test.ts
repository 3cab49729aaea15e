import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pipelineEventSchema } from '../../../shared/pipeline-events/pipeline-event.ts';
import type { SesRefusal } from '../../../shared/ses-api/ports.ts';
import { bodyOf, noon, sendingWorld } from '../../fakes/sending-world.ts';

type World = ReturnType<typeof sendingWorld>;
type Changes = Readonly<Record<string, unknown>>;

const key = { tenantId: 'default', messageId: 'order-1' };
const ofMail = { version: 1, ...key, stream: 'transactional' };
const iso = (ms: number): string => new Date(ms).toISOString();

const suppress = (world: World, address = 'jane@example.org') => {
  world.suppressions.push({
    ...{ address, scope: '*', reason: 'bounce', detail: '', source: 'e' },
    ...{ sinceMs: noon, expiresAtMs: undefined },
  });
};
const refuse = (world: World, kind: SesRefusal['kind']) => {
  const refusal = { kind, code: 'MessageRejected', cause: 'It is a virus.', remedy: 'None.' };
  world.ses.answer = () => ({ kind: 'refused', refusal });
};
const pauseAll = (world: World) =>
  void world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'Too fast.' } });
const none = () => {};

/** Type and id of each event, each once. */
const distinct = (world: World): readonly string[] => [
  ...new Set(world.published.map(({ type, id }) => `${type} ${id}`)),
];

/** A run that dies when it comes to publish; resolves then. */
const dieBeforePublishing = async (world: World, body: string, arrivedAtMs?: number) => {
  const died = Promise.withResolvers<void>();
  const publishFacts = () => {
    died.resolve();
    return new Promise<never>(() => undefined);
  };
  const options = arrivedAtMs === undefined ? {} : { arrivedAtMs };
  world.deliver([body], { ...options, ports: { publishFacts } }).catch(() => undefined);
  await died.promise;
};

describe('publish-notes', () => {
  it.each<
    readonly [
      what: string,
      changes: Changes,
      prepare: (world: World) => unknown,
      events: readonly object[],
    ]
  >([
    [
      'sent, with its recipients and SES’s id',
      { to: ['a@example.org', 'b@example.org'] },
      none,
      [{ type: 'sent', part: 0, recipients: [0, 1], sesMessageId: 'ses-1' }],
    ],
    [
      'sent to those who are not suppressed, and who is',
      { to: ['jane@example.org', 'b@example.org'] },
      suppress,
      [
        { type: 'sent', part: 0, recipients: [1], sesMessageId: 'ses-1' },
        { type: 'suppressed', recipient: 0 },
      ],
    ],
    ['suppressed', {}, suppress, [{ type: 'suppressed', recipient: 0 }]],
    ['expired', { expiresAt: iso(noon) }, none, [{ type: 'expired' }]],
    ['held', {}, pauseAll, [{ type: 'held', reason: 'paused' }]],
    [
      'failed, with SES’s code and not its words',
      {},
      (world) => refuse(world, 'message'),
      [{ type: 'failed', part: 0, reason: 'refused-by-ses', code: 'MessageRejected' }],
    ],
    [
      'rejected for its attachment',
      {
        attachments: [
          {
            filename: 'a.pdf',
            contentType: 'application/pdf',
            s3: { bucket: 'payload-bucket', key: 'attachments/default/none' },
          },
        ],
      },
      none,
      [{ type: 'rejected', reason: 'invalid' }],
    ],
  ])('publishes that a message is %s', async (_, changes, prepare, events) => {
    const world = sendingWorld();
    prepare(world);

    await world.deliver([bodyOf(changes)]);

    expect(world.published).toEqual(
      events.map((event) => ({
        ...ofMail,
        ...event,
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        time: expect.any(String),
      })),
    );
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(events.length);
  });

  it('publishes that an invalid message is rejected, under the id that it goes by', async () => {
    const world = sendingWorld();

    await world.deliver([bodyOf({ to: ['no address'] })]);

    expect(world.published).toMatchObject([{ type: 'rejected', reason: 'invalid', ...key }]);
  });

  it('publishes that another mail under an id is rejected, and nothing new of the first', async () => {
    const world = sendingWorld();
    await world.deliver([bodyOf()]);

    await world.deliver([bodyOf({ subject: 'Another order' })]);

    expect(world.published).toMatchObject([
      { type: 'sent' },
      { type: 'rejected', reason: 'conflict', ...key },
    ]);
  });

  it('publishes nothing of a message that comes again', async () => {
    const world = sendingWorld();

    await world.deliver([bodyOf({ sendAfter: iso(noon + 1) })]);

    expect(world.published).toEqual([]);
  });

  it('publishes the release of a held copy under the mark of its hold, and each hold anew', async () => {
    const world = sendingWorld();
    pauseAll(world);
    await world.deliver([bodyOf()], { arrivedAtMs: noon });
    await world.deliver([bodyOf()], { releasedCopy: noon, receives: 1, arrivedAtMs: noon + 5 });
    world.pauses.clear();
    await world.deliver([bodyOf()], { releasedCopy: noon + 5, receives: 1, arrivedAtMs: noon + 9 });

    expect(
      distinct(world)
        .map((text) => text.split(' ')[0])
        .toSorted(),
    ).toEqual(['held', 'held', 'released', 'released', 'sent']);
  });

  it('publishes a release before its mail can go out', async () => {
    const world = sendingWorld();
    pauseAll(world);
    await world.deliver([bodyOf()], { arrivedAtMs: noon });
    world.pauses.clear();
    refuse(world, 'quota');

    await world.deliver([bodyOf()], { releasedCopy: noon, receives: 1 });

    expect(world.published.map(({ type }) => type)).toEqual(['held', 'released']);
  });

  it.each<readonly [what: string, changes: Changes, prepare: (world: World) => unknown]>([
    ['sent', {}, none],
    ['sent in part', { to: ['jane@example.org', 'b@example.org'] }, suppress],
    ['suppressed', {}, suppress],
    ['expired', { expiresAt: iso(noon) }, none],
    ['held', {}, pauseAll],
    ['rejected', { to: [] }, none],
  ])(
    'publishes once more, under the same ids, what a run did not that died after it had %s a message',
    async (_, changes, prepare) => {
      const expected = sendingWorld();
      prepare(expected);
      await expected.deliver([bodyOf(changes)], { arrivedAtMs: noon });
      const world = sendingWorld();
      prepare(world);
      await dieBeforePublishing(world, bodyOf(changes), noon);
      expect(world.published).toEqual([]);

      await world.deliver([bodyOf(changes)], { arrivedAtMs: noon });

      const withoutCopy = (texts: readonly string[]) =>
        texts.filter((text) => !text.startsWith('rejected'));
      expect(withoutCopy(distinct(world)).toSorted()).toEqual(
        withoutCopy(distinct(expected)).toSorted(),
      );
      expect(world.published.map(({ type }) => type).toSorted()).toEqual(
        expected.published.map(({ type }) => type).toSorted(),
      );
      expect(world.mails.length).toBe(expected.mails.length);
    },
  );

  it('publishes a part that an earlier run sent and did not publish, once the message is done', async () => {
    const world = sendingWorld({ rate: 1 });
    const body = bodyOf({ to: ['a@example.org', 'b@example.org'] });
    // The rate is known from then on: a call takes one recipient.
    await world.deliver([bodyOf({ messageId: 'earlier' })]);
    world.published.length = 0;
    const refusal = { kind: 'quota', code: 'Throttling', cause: '', remedy: '' } as const;
    world.ses.answer = (_, call) =>
      call === 3 ? { kind: 'refused', refusal } : { kind: 'accepted', sesMessageId: `ses-${call}` };
    await dieBeforePublishing(world, body);
    await world.sleep(300_000);
    expect(world.mails).toHaveLength(3);

    await world.deliver([body]);

    expect(world.published.map((event) => [event.type, 'part' in event && event.part])).toEqual([
      ['sent', 1],
      ['sent', 0],
    ]);
  });

  it('keeps a mail that was sent back twice while nothing can be published, and no longer', async () => {
    const world = sendingWorld();
    world.topic.isDown = true;
    const answers = [];
    for (const receives of [1, 2, 3])
      answers.push(...(await world.deliver([bodyOf()], { receives })));

    expect(answers.map(({ kind }) => kind)).toEqual(['again', 'again', 'done']);
    expect(answers[0]).toMatchObject({ untilMs: expect.any(Number) });
    expect(world.mails).toHaveLength(1);
  });

  it('publishes what it kept back when the topic is there again, and sends nothing twice', async () => {
    const world = sendingWorld();
    world.topic.isDown = true;
    await world.deliver([bodyOf()], { receives: 1 });
    world.topic.isDown = false;

    expect(await world.deliver([bodyOf()], { receives: 2 })).toMatchObject([{ kind: 'done' }]);
    expect(world.published).toMatchObject([{ type: 'sent', ...key }]);
    expect(world.mails).toHaveLength(1);
  });

  it.each<readonly [what: string, changes: Changes, prepare: (world: World) => unknown]>([
    ['rejected', { to: [] }, none],
    ['failed', {}, (world) => refuse(world, 'message')],
    ['held', {}, pauseAll],
  ])(
    'keeps no message back that is %s, for it would be stored twice',
    async (_, changes, prepare) => {
      const world = sendingWorld();
      prepare(world);
      world.topic.isDown = true;

      expect(await world.deliver([bodyOf(changes)], { receives: 1 })).toMatchObject([
        { kind: 'done' },
      ]);
    },
  );

  it('publishes no address, name, subject or text, whatever is sent', async () => {
    const word = fc.stringMatching(/^[a-z]{6,10}$/).map((text) => `zq${text}`);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          to: fc.array(word, { minLength: 0, maxLength: 3 }),
          secret: word,
          subject: fc.oneof(word, fc.constant(7)),
          fate: fc.constantFrom(none, suppress, pauseAll, (world: World) =>
            refuse(world, 'message'),
          ),
        }),
        async ({ to, secret, subject, fate }) => {
          const world = sendingWorld();
          for (const name of to)
            suppress(world, to.length > 1 ? `${name}@example.org` : 'x@example.org');
          fate(world);
          await world.deliver([
            bodyOf({
              to: to.map((name) => `${secret} <${name}@example.org>`),
              subject,
              text: secret,
              tags: { campaign: secret },
            }),
          ]);

          expect(world.published.length).toBeGreaterThan(0);
          for (const event of world.published) {
            pipelineEventSchema.parse(JSON.parse(JSON.stringify(event)));
            expect(JSON.stringify(event)).not.toMatch(/zq|@|example/);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
