import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseEvents } from '../../../shared/feedback/parse-event.ts';
import { recordEvents } from '../../../shared/feedback/record-events.ts';
import type { Count } from '../../../shared/telemetry/ports.ts';
import { type Fault, memoryFeedback } from '../../fakes/memory-feedback.ts';
import {
  bounce,
  bounceObject,
  click,
  complaint,
  complaintObject,
  delivery,
  deliveryDelay,
  everyEvent,
  identityMail,
  mail,
  open,
  reject,
  renderingFailure,
  send,
  sesMessageId,
  snsNotification,
  subscription,
} from '../../fixtures/events/build.ts';

type World = ReturnType<typeof memoryFeedback>;

const record = (world: World, ...contents: readonly unknown[]) =>
  recordEvents(
    contents.map((content, index) => ({ id: `input-${index}`, content })),
    world.ports,
  );

const tagged = (messageId: string, tenantId = 'clinic', further: Record<string, unknown> = {}) =>
  mail({
    messageId: `ses-${messageId}`,
    tags: { 'pipeline-message': [messageId], 'pipeline-tenant': [tenantId] },
    ...further,
  });

/** Where events are kept of mail that is not in the table. */
const foreignItem = (tenantId: string): string => `${tenantId}#ses:${sesMessageId}`;

const outage = new Error('no answer for ada@example.com');

describe('record events', () => {
  it('a bounce suppresses its recipient for the tenant, is noted on the message and is counted', async () => {
    const world = memoryFeedback();

    const failed = await record(world, snsNotification(bounce()));

    expect(failed).toEqual([]);
    expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
    expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce'] });
    expect(world.counts).toEqual([
      { name: 'Bounced', value: 1, tenantId: 'clinic', configurationSet: 'transactional' },
    ]);
  });

  it.each([
    [['98'], 0],
    [['99'], 1],
    [[], 1],
    [undefined, 1],
  ])(
    'an event of part %j of its message is noted, and %d warnings tell that it settles no send',
    async (part, warnings) => {
      const world = memoryFeedback();
      const tags = {
        'pipeline-message': ['order-1'],
        'pipeline-tenant': ['clinic'],
        ...(part === undefined ? {} : { 'pipeline-part': part }),
      };

      expect(await record(world, delivery({}, mail({ tags })))).toEqual([]);
      expect(world.recorded()).toEqual({ 'clinic#order-1': ['delivery'] });
      expect(world.lines.filter(({ message }) => message.includes('settles no send'))).toHaveLength(
        warnings,
      );
    },
  );

  it('a notification of an identity has no tags, and no warning tells of a part that it lacks', async () => {
    const world = memoryFeedback();
    world.known.set(sesMessageId, { tenantId: 'clinic', messageId: 'order-1' });

    await record(world, {
      notificationType: 'Bounce',
      bounce: bounceObject(),
      mail: identityMail(),
    });

    expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce'] });
    expect(world.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it.each([
    [bounce, 'bouncedRecipients', 1],
    [complaint, 'complainedRecipients', 1],
  ])(
    'of the recipients that %p names those that can be read are suppressed, and a line tells how many cannot',
    async (build, list, suppressed) => {
      const world = memoryFeedback();
      const named = ['ada@example.com\r\n', 'nobody', null].map((emailAddress) => ({
        emailAddress,
      }));

      expect(await record(world, build({ [list]: named }))).toEqual([]);
      expect(await world.suppressed()).toHaveLength(suppressed);
      expect(world.lines.filter(({ level }) => level === 'error')).toMatchObject([
        { fields: { unreadable: 2 } },
      ]);
      expect(world.counts.map(({ value }) => value)).toEqual([3]);
      expect(JSON.stringify(world.lines)).not.toContain('@');
    },
  );

  it.each([
    [delivery({ recipients: ['ada@example.com', 'x'] }), 1],
    [deliveryDelay({ delayedRecipients: [{ emailAddress: 'ada@example.com' }, {}] }), 1],
    [open({}, mail({ destination: ['ada@example.com', 'x'] })), 0],
  ])(
    'of %j there are %d lines about recipients that cannot be read: a mail as a whole is not about one of them',
    async (event, lines) => {
      const world = memoryFeedback();

      await record(world, event);

      expect(world.lines.filter(({ level }) => level === 'error')).toHaveLength(lines);
    },
  );

  it.each([
    [0, []],
    [1, [{ events: 1 }]],
    [2, [{ events: 2 }]],
  ])(
    '%d notifications of an identity among others give one line for all, or none: %j',
    async (copies, lines) => {
      const world = memoryFeedback({ identityFeedback: false });
      const identity = (index: number) => ({
        notificationType: 'Bounce',
        bounce: bounceObject({ feedbackId: `copy-${index}` }),
        mail: identityMail(),
      });

      await record(
        world,
        delivery(),
        ...Array.from({ length: copies }, (_, index) => identity(index)),
      );

      expect(
        world.lines
          .filter(({ message }) => message.startsWith('notifications of an identity suppress'))
          .map(({ fields }) => fields),
      ).toEqual(lines);
    },
  );

  it('suppresses before anything is noted', async () => {
    const world = memoryFeedback();

    await record(world, bounce());

    expect(world.calls).toEqual(['suppress', 'recordFacts', 'recordEvents']);
  });

  it('notes a large batch some messages at a time, and all of them', async () => {
    const world = memoryFeedback();
    let underWay = 0;
    let most = 0;
    const noteSlowly: typeof world.ports.recordEvents = async (events) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return world.ports.recordEvents(events);
    };
    const inputs = Array.from({ length: 200 }, (_, index) => ({
      id: `input-${index}`,
      content: delivery({}, tagged(`order-${index}`)),
    }));

    const failed = await recordEvents(inputs, { ...world.ports, recordEvents: noteSlowly });

    expect(failed).toEqual([]);
    expect(Object.keys(world.recorded())).toHaveLength(200);
    expect(most).toBe(50);
  });

  it('every kind is noted on its message', async () => {
    const world = memoryFeedback();

    await record(world, ...everyEvent());

    expect(world.recorded()).toEqual({
      'clinic#order-1': [
        'bounce',
        'click',
        'complaint',
        'delivery',
        'deliveryDelay',
        'open',
        'reject',
        'renderingFailure',
        'send',
        'subscription',
      ],
    });
  });

  it('the events of one message are written in one go', async () => {
    const world = memoryFeedback();

    await record(
      world,
      send(tagged('a')),
      delivery({}, tagged('a')),
      send(tagged('b')),
      delivery({}, tagged('b')),
    );

    expect(world.calls).toEqual([
      ...['recordFacts', 'endSoftBounces', 'recordEvents', 'recordEvents'],
      'noteFeedback',
    ]);
    expect(world.recorded()).toEqual({
      'clinic#a': ['delivery', 'send'],
      'clinic#b': ['delivery', 'send'],
    });
  });

  it('Send events that were recorded show once for a batch and account that feedback flows', async () => {
    const world = memoryFeedback();
    const at = (timestamp: string, further = {}) =>
      send(tagged('a', 'clinic', { timestamp, ...further }));

    await record(
      world,
      at('2026-03-01T09:00:05.000Z'),
      at('2026-03-01T09:00:01.000Z'),
      at('2026-03-01T09:00:09.000Z'),
      at('2026-03-01T09:00:30.000Z', { sendingAccountId: '444455556666' }),
      at('2026-03-01T09:00:40.000Z', { sendingAccountId: undefined }),
      delivery({}, tagged('b', 'clinic', { timestamp: '2026-03-01T09:00:50.000Z' })),
    );

    const isBrought = false;
    expect(world.flows).toEqual([
      {
        ...{ account: '111122223333', isBrought },
        oldestMs: Date.parse('2026-03-01T09:00:01Z'),
        newestMs: Date.parse('2026-03-01T09:00:09Z'),
      },
      {
        ...{ account: '444455556666', isBrought },
        oldestMs: Date.parse('2026-03-01T09:00:30Z'),
        newestMs: Date.parse('2026-03-01T09:00:30Z'),
      },
    ]);
  });

  it("a tenant's own topic says nothing of the pipeline's own account", async () => {
    const world = memoryFeedback();

    await recordEvents(
      [{ id: 'input-0', content: send(tagged('a')), tenantId: 'clinic' }],
      world.ports,
    );

    expect(world.flows.map(({ isBrought }) => isBrought)).toEqual([true]);
  });

  it('events that could not be recorded do not show that feedback flows', async () => {
    const world = memoryFeedback({
      fault: (port) => {
        if (port === 'recordEvents') throw new Error('down');
      },
    });

    expect(await record(world, send(tagged('a')))).toEqual([0]);
    expect(world.flows).toEqual([]);
  });

  it('events are recorded although it cannot be noted that feedback flows', async () => {
    const world = memoryFeedback({
      fault: (port) => {
        if (port === 'noteFeedback') throw new Error('down');
      },
    });

    expect(await record(world, send(tagged('a')))).toEqual([]);
    expect(world.recorded()).toEqual({ 'clinic#a': ['send'] });
  });

  it('a delivery ends the run of soft bounces that the same batch tells of, and says which these are', async () => {
    const world = memoryFeedback();
    const told: unknown[] = [];
    const ports = {
      ...world.ports,
      endSoftBounces: async (...all: readonly unknown[]) => void told.push(all),
    };
    const soft = bounce({ bounceType: 'Transient', bounceSubType: 'MailboxFull' }, tagged('a'));

    await recordEvents(
      [soft, delivery({}, tagged('b'))].map((content, index) => ({
        id: `input-${index}`,
        content,
      })),
      ports,
    );

    const address = { address: 'ada@example.com', scope: 'tenant#clinic' };
    expect(told).toEqual([
      [[expect.objectContaining(address)], [expect.objectContaining(address)]],
    ]);
  });

  it('runs of soft bounces are looked up for a hundred messages at a time, and what fails of one hundred leaves the others alone', async () => {
    const world = memoryFeedback();
    const sizes: number[] = [];
    const endSoftBounces = async (arrivals: readonly unknown[]) => {
      sizes.push(arrivals.length);
      if (sizes.length === 1) throw new Error('no');
    };
    const inputs = Array.from({ length: 250 }, (_, index) => ({
      id: `input-${index}`,
      content: delivery({}, tagged(`m${index}`)),
    }));

    const failed = await recordEvents(inputs, { ...world.ports, endSoftBounces });

    expect(sizes).toEqual([100, 100, 50]);
    expect(failed).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(Object.keys(world.recorded())).toHaveLength(150);
  });

  describe('whose mail it was', () => {
    it('is said by our tags, without asking the table', async () => {
      const world = memoryFeedback();

      await record(world, delivery());

      expect(world.calls).not.toContain('findMessageBySesId');
    });

    it("is found by SES's id where there are no tags", async () => {
      const world = memoryFeedback();
      world.known.set(sesMessageId, { tenantId: 'clinic', messageId: 'order-1' });

      await record(world, {
        notificationType: 'Bounce',
        bounce: bounceObject(),
        mail: identityMail(),
      });

      expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
      expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce'] });
    });

    it("is not looked up by SES's id where only configuration sets tell of our mail: then it is kept and suppresses, and a line says what to switch on", async () => {
      const world = memoryFeedback({ identityFeedback: false });
      const copy = { notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() };
      const other = bounceObject({
        feedbackId: 'other',
        bouncedRecipients: [{ emailAddress: 'bob@example.com' }],
      });

      expect(
        await record(world, copy, {
          notificationType: 'Bounce',
          bounce: other,
          mail: identityMail(),
        }),
      ).toEqual([]);

      expect(await world.suppressed()).toEqual([
        'ada@example.com tenant#default bounce',
        'bob@example.com tenant#default bounce',
      ]);
      const recorded = { [foreignItem('unassigned')]: ['bounce', 'bounce'] };
      expect([world.recorded(), world.counts, world.facts()]).toEqual([recorded, [], []]);
      const line = (what: string) =>
        expect.objectContaining({
          message: expect.stringContaining(what),
          fields: { events: 2 },
        });
      expect(world.lines.filter(({ level }) => level === 'warn')).toEqual([
        line('identityFeedback=true'),
        line('ses-pipeline unassigned'),
      ]);
    });

    it("of another program is counted where its configuration set tells of it, and only kept and suppressed on an identity's word", async () => {
      const world = memoryFeedback({ identityFeedback: false });
      const others = bounce({}, mail({ tags: { 'ses:configuration-set': ['newsletter-tool'] } }));

      await record(world, others);
      await record(world, {
        notificationType: 'Complaint',
        complaint: complaint().complaint,
        mail: identityMail(),
      });

      expect(await world.suppressed()).toEqual([
        'ada@example.com tenant#default bounce',
        'ada@example.com tenant#default complaint',
      ]);
      expect(world.counts.map(({ name, tenantId }) => [name, tenantId])).toEqual([
        ['Bounced', undefined],
      ]);
      expect(world.facts()).toEqual([]);
    });

    it.each([
      [
        'a mail the table does not know',
        { notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() },
      ],
      ['a bounce without mail object', { notificationType: 'Bounce', bounce: bounceObject() }],
    ])(
      'of %s is not known: the default tenant does not write to the address again',
      async (_, content) => {
        const world = memoryFeedback();

        const failed = await record(world, content);

        expect(failed).toEqual([]);
        expect(await world.suppressed()).toEqual(['ada@example.com tenant#default bounce']);
        expect(Object.keys(world.recorded())).toEqual([
          expect.stringMatching(/^unassigned#(?:ses|event):/),
        ]);
        expect(world.lines).toContainEqual(
          expect.objectContaining({
            level: 'warn',
            message: expect.stringContaining('ses-pipeline unassigned'),
            fields: { events: 1 },
          }),
        );
      },
    );

    describe('without tags', () => {
      const bySet = (further: Record<string, unknown> = {}) =>
        mail({ tags: { 'ses:configuration-set': ['newsletter-tool'] }, ...further });

      it.each([
        ['a configuration set', bounce({}, bySet()), ['bounced clinic']],
        [
          'an identity, which does not tell how much was sent',
          { notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() },
          [],
        ],
      ])(
        'is that of the tenant who claims the sender, on the word of %s',
        async (_, event, facts) => {
          const world = memoryFeedback();
          world.claimed.set('clinic', ['clinic.example']).set('shop', ['shop.example']);

          expect(await record(world, event)).toEqual([]);
          expect(await record(world, event)).toEqual([]);

          expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
          expect(world.recorded()).toEqual({ [foreignItem('clinic')]: ['bounce'] });
          expect(world.counts).toMatchObject([{ name: 'Bounced', value: 1, tenantId: 'clinic' }]);
          expect(world.facts().map(({ kind, tenantId }) => `${kind} ${tenantId}`)).toEqual(facts);
          expect(world.lines.filter(({ level }) => level === 'warn')).toEqual([]);
        },
      );

      it('of two tenants that claim it is neither’s, and a line names both and no address', async () => {
        const world = memoryFeedback();
        world.claimed.set('clinic', ['clinic.example']).set('shop', ['Clinic.example']);

        await record(world, bounce({}, bySet()), delivery({}, bySet()));

        expect(await world.suppressed()).toEqual(['ada@example.com tenant#default bounce']);
        expect(world.recorded()).toEqual({ [foreignItem('unassigned')]: ['bounce', 'delivery'] });
        expect(world.facts()).toEqual([]);
        expect(world.lines.filter(({ level }) => level === 'warn')).toEqual([
          {
            level: 'warn',
            message: expect.stringContaining('several tenants claim'),
            fields: { events: 2, tenantIds: ['clinic', 'shop'] },
          },
        ]);
        expect(JSON.stringify(world.lines)).not.toMatch(/@|clinic\.example/);
      });

      it.each([0, 1])(
        'of an identity and a configuration set in one batch is that of the set, which counts: %d',
        async (first) => {
          const world = memoryFeedback({ identityFeedback: false });
          const copies = [
            { notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() },
            bounce({}, bySet()),
          ];

          await record(world, copies[first], copies[1 - first]);

          expect(world.counts).toMatchObject([
            { name: 'Bounced', value: 1, configurationSet: 'newsletter-tool' },
          ]);
          expect(world.recorded()).toEqual({ [foreignItem('unassigned')]: ['bounce'] });
        },
      );

      it('fails alone while the claims cannot be read, and is not given to unassigned', async () => {
        let isDown = true;
        const world = memoryFeedback({
          fault: (port) => {
            if (isDown && port === 'findSenderOwner') throw outage;
          },
        });
        world.claimed.set('clinic', ['clinic.example']);

        expect(await record(world, bounce({}, bySet()), delivery())).toEqual([0]);
        expect(world.recorded()).toEqual({ 'clinic#order-1': ['delivery'] });
        expect(await world.suppressed()).toEqual([]);

        isDown = false;
        expect(await record(world, bounce({}, bySet()))).toEqual([]);
        expect(world.recorded()).toMatchObject({ [foreignItem('clinic')]: ['bounce'] });
      });
    });

    describe('as an identity tells it before the sender has written it', () => {
      const early = { notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() };
      const key = { tenantId: 'clinic', messageId: 'order-1' };

      it('is looked for once more, after one wait for all', async () => {
        const world = memoryFeedback({
          meanwhile: () => void world.known.set(sesMessageId, key),
        });
        const other = {
          notificationType: 'Delivery',
          delivery: delivery().delivery,
          mail: identityMail(),
        };

        expect(await record(world, early, other)).toEqual([]);

        expect(world.waits).toEqual([1_000]);
        expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce', 'delivery'] });
        expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
      });

      it('is not waited for when it is old, comes from a set, or could not be found anyway', async () => {
        const afterMinutes = Date.parse('2026-03-01T09:05:00Z');
        const old = memoryFeedback({ nowMs: afterMinutes });
        await record(old, early);
        const tagsOnly = memoryFeedback({ identityFeedback: false });
        await record(tagsOnly, early);
        const ofSet = memoryFeedback();
        await record(ofSet, bounce({}, mail({ tags: { 'ses:configuration-set': ['x'] } })));

        expect([old.waits, tagsOnly.waits, ofSet.waits]).toEqual([[], [], []]);
      });
    });

    it('is said by the tenant tag where only that is there', async () => {
      const world = memoryFeedback();

      await record(world, bounce({}, mail({ tags: { 'pipeline-tenant': ['shop'] } })));

      expect(await world.suppressed()).toEqual(['ada@example.com tenant#shop bounce']);
    });

    it.each(['a#b', '', 'x'.repeat(65), '*', 'tenant one'])(
      'is not believed from a tenant tag "%s" that no tenant can have',
      async (tenant) => {
        const world = memoryFeedback();

        await record(world, bounce({}, mail({ tags: { 'pipeline-tenant': [tenant] } })));

        expect(await world.suppressed()).toEqual(['ada@example.com tenant#default bounce']);
      },
    );
  });

  describe('complaints', () => {
    it('not-spam takes back the complaint, whichever of the two comes first in the batch', async () => {
      const said = complaint({ feedbackId: 'one', timestamp: '2026-03-01T09:00:00Z' });
      const takenBack = complaint({
        feedbackId: 'two',
        timestamp: '2026-03-01T10:00:00Z',
        complaintFeedbackType: 'not-spam',
      });

      for (const batch of [
        [said, takenBack],
        [takenBack, said],
      ]) {
        const world = memoryFeedback();
        await record(world, ...batch);
        expect(await world.suppressed()).toEqual([]);
      }
    });

    it('not-spam does not lift a bounce', async () => {
      const world = memoryFeedback();

      await record(world, bounce());
      await record(world, complaint({ complaintFeedbackType: 'not-spam' }));

      expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
    });

    it('one that names nobody is noted and counted, and suppresses nobody', async () => {
      const world = memoryFeedback();

      await record(world, complaint({ complainedRecipients: [] }));

      expect(await world.suppressed()).toEqual([]);
      expect(world.recorded()).toEqual({ 'clinic#order-1': ['complaint'] });
      expect(world.counts.map(({ name, value }) => [name, value])).toEqual([['Complained', 1]]);
    });
  });

  describe('reputation', () => {
    it('is told of what was sent, bounced and complained about, all in one go, and of nothing else', async () => {
      const world = memoryFeedback();

      await record(
        world,
        send(tagged('a')),
        delivery({}, tagged('a')),
        bounce({}, tagged('b')),
        complaint({}, tagged('c', 'shop')),
      );

      expect(world.calls.filter((call) => call === 'recordFacts')).toHaveLength(1);
      expect(
        world.facts().map(({ kind, tenantId, recipients }) => [kind, tenantId, recipients]),
      ).toEqual([
        ['sent', 'clinic', 1],
        ['bounced', 'clinic', 1],
        ['complained', 'shop', 1],
      ]);
    });

    it('of one tenant that cannot be noted holds back its input alone', async () => {
      const world = memoryFeedback({
        fault: (port, tenantId) => {
          if (port === 'recordFacts' && tenantId === 'shop') throw outage;
        },
      });

      const failed = await record(
        world,
        send(tagged('a')),
        bounce({}, tagged('b', 'shop')),
        complaint({}, tagged('c')),
      );

      expect(failed).toEqual([1]);
      expect(world.facts().map(({ tenantId }) => tenantId)).toEqual(['clinic', 'clinic']);
      expect(world.recorded()).toEqual({ 'clinic#a': ['send'], 'clinic#c': ['complaint'] });
    });

    it('that cannot be noted lets suppressions through, holds back what tells of it, and nothing else', async () => {
      const world = memoryFeedback({
        fault: (port) => {
          if (port === 'recordFacts') throw outage;
        },
      });

      const failed = await record(world, delivery({}, tagged('a')), bounce({}, tagged('b')));

      expect(failed).toEqual([1]);
      expect(await world.suppressed()).toHaveLength(1);
      expect(world.recorded()).toEqual({ 'clinic#a': ['delivery'] });
    });
  });

  it('takes no long list of events from another account, and takes all else', async () => {
    const world = memoryFeedback();
    const list = Array.from({ length: 11 }, (_, index) => send(tagged(`forged-${index}`)));

    const failed = await recordEvents(
      [
        { id: 'list', content: JSON.stringify(list), tenantId: 'mallory', isElsewhere: true },
        { id: 'one', content: send(tagged('a')), tenantId: 'shop', isElsewhere: true },
        { id: 'ours', content: JSON.stringify(list) },
      ],
      world.ports,
    );

    expect(failed).toEqual([0]);
    expect(world.facts().filter(({ tenantId }) => tenantId === 'mallory')).toEqual([]);
    expect(world.lines.map(({ message }) => message)).toContain(
      'feedback of another account holds too many events: publish each by itself',
    );
  });

  it('takes no event from another account that names more recipients than a mail of SES has', async () => {
    const world = memoryFeedback();
    const bounce = (many: number) => ({
      eventType: 'Bounce',
      mail: { messageId: `ses-${many}`, timestamp: '2026-03-01T09:00:00Z' },
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: Array.from({ length: many }, (_, index) => ({
          emailAddress: `gone-${index}@example.com`,
        })),
      },
    });
    const from = { tenantId: 'mallory', isElsewhere: true };

    const failed = await recordEvents(
      [
        { id: 'crowd', content: bounce(51), ...from },
        { id: 'mail', content: bounce(50), ...from },
      ],
      world.ports,
    );

    expect(failed).toEqual([0]);
    expect(await world.suppressed()).toHaveLength(50);
  });

  it('counts a forged time of another account at the time that SNS signed', async () => {
    const world = memoryFeedback();
    const publishedAtMs = Date.parse('2026-03-01T09:00:30Z');
    const inner = { Type: 'Notification', Timestamp: '2026-02-25T00:00:00Z' };
    const content = JSON.stringify({
      ...inner,
      Message: JSON.stringify(send({ ...tagged('a'), timestamp: '2026-02-25T00:00:00Z' })),
    });

    await recordEvents(
      [{ id: 'x', content, tenantId: 'clinic', isElsewhere: true, publishedAtMs }],
      world.ports,
    );

    expect(world.facts()).toMatchObject([{ atMs: publishedAtMs }]);
  });

  describe('counts', () => {
    const two = ['ada@example.com', 'bob@example.com'];
    const twoPeople = two.map((emailAddress) => ({ emailAddress }));
    const table: readonly (readonly [
      string,
      Record<string, unknown>,
      readonly (readonly [Count['name'], number])[],
    ])[] = [
      ['a delivery to two', delivery({ recipients: two }), [['Delivered', 2]]],
      ['a permanent bounce of two', bounce({ bouncedRecipients: twoPeople }), [['Bounced', 2]]],
      ['a transient bounce', bounce({ bounceType: 'Transient' }), [['SoftBounced', 1]]],
      ["a bounce on SES's global list", bounce({ bounceSubType: 'Suppressed' }), [['Bounced', 1]]],
      ["a bounce on the account's list", bounce({ bounceSubType: 'OnAccountSuppressionList' }), []],
      ['a complaint', complaint(), [['Complained', 1]]],
      ['a not-spam report', complaint({ complaintFeedbackType: 'not-spam' }), []],
      [
        "a complaint from the account's list",
        complaint({ complaintFeedbackType: null, complaintSubType: 'OnAccountSuppressionList' }),
        [],
      ],
      ['a reject', reject(), [['Rejected', 1]]],
      [
        'an open of a mail to two',
        { ...open(), mail: mail({ destination: two }) },
        [['Opened', 1]],
      ],
      [
        'a click of a mail to two',
        { ...click(), mail: mail({ destination: two }) },
        [['Clicked', 1]],
      ],
      ['a delay', deliveryDelay(), [['Delayed', 1]]],
      ['a rendering failure', renderingFailure(), [['RenderingFailed', 1]]],
      ['a send, which the sender counts', send(), []],
      ['a subscription', subscription(), []],
    ];

    it.each(table)('%s', async (_, content, expected) => {
      const world = memoryFeedback();

      await record(world, content);

      expect(world.counts.map(({ name, value }) => [name, value])).toEqual(expected);
    });

    it.each([
      ['before', true],
      ['after', false],
    ])(
      "an identity's copy that comes %s the event is not counted where only configuration sets tell of our mail",
      async (_, isFirst) => {
        const world = memoryFeedback({ identityFeedback: false });
        const copies = [
          { notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() },
          { notificationType: 'Delivery', delivery: delivery().delivery, mail: identityMail() },
        ];

        if (isFirst) expect(await record(world, ...copies)).toEqual([]);
        await record(world, bounce(), delivery());
        if (!isFirst) expect(await record(world, ...copies)).toEqual([]);

        expect(world.counts.map(({ name, value, tenantId }) => [name, value, tenantId])).toEqual([
          ['Bounced', 1, 'clinic'],
          ['Delivered', 1, 'clinic'],
        ]);
        expect(world.facts().map(({ kind, tenantId }) => [kind, tenantId])).toEqual([
          ['bounced', 'clinic'],
        ]);
        expect(world.recorded()).toEqual({
          'clinic#order-1': ['bounce', 'delivery'],
          [foreignItem('unassigned')]: ['bounce', 'delivery'],
        });
      },
    );

    describe('of an identity and of a configuration set', () => {
      const people = ['ada@example.com', 'bob@example.com', 'eve@example.com'];
      const named = (some: readonly string[]) => some.map((emailAddress) => ({ emailAddress }));
      const reversed = (object: unknown): unknown => {
        if (Array.isArray(object)) return object.map(reversed);
        if (typeof object !== 'object' || object === null) return object;
        return Object.fromEntries(
          Object.entries(object)
            .map(([name, value]) => [name, reversed(value)] as const)
            .toReversed(),
        );
      };
      const bySet = [
        bounce({ bouncedRecipients: named(people) }),
        complaint({ complainedRecipients: named(people.slice(0, 2)) }),
        delivery({ recipients: people }),
      ];
      const byIdentity = [
        {
          notificationType: 'Bounce',
          bounce: bounceObject({ bouncedRecipients: named(people.toReversed()) }),
        },
        {
          notificationType: 'Complaint',
          complaint: complaintObject({ complainedRecipients: named(people.slice(0, 2)) }),
        },
        { notificationType: 'Delivery', delivery: delivery({ recipients: people }).delivery },
      ].map((one) => ({ ...one, mail: identityMail() }));

      const stateOf = async (world: World) => [
        await world.suppressed(),
        world.recorded(),
        world.facts(),
        world.counts.map(({ name, value, tenantId }) => `${name} ${value} ${tenantId}`).toSorted(),
      ];
      const knowing = (options: Parameters<typeof memoryFeedback>[0] = {}) => {
        const world = memoryFeedback(options);
        world.known.set(sesMessageId, { tenantId: 'clinic', messageId: 'order-1' });
        return world;
      };
      const orders = [
        ['first', [byIdentity, bySet]],
        ['last', [bySet, byIdentity]],
        ['in the same batch', [[...byIdentity, ...bySet]]],
        ['in the same batch, last', [[...bySet, ...byIdentity]]],
        ['first, its fields in another order', [byIdentity.map(reversed), bySet]],
      ] as const;

      it.each(orders)(
        'copies are recorded and counted once, that of the identity %s',
        async (_, batches) => {
          const once = knowing();
          await record(once, ...bySet);
          const world = knowing();

          for (const batch of batches) expect(await record(world, ...batch)).toEqual([]);

          expect(await stateOf(world)).toEqual(await stateOf(once));
          expect(world.recorded()).toEqual({
            'clinic#order-1': ['bounce', 'complaint', 'delivery'],
          });
        },
      );

      it.each(orders)(
        'copies are recorded once, and never counted twice, when a run dies at any step: that of the identity %s',
        async (_, batches) => {
          const once = knowing();
          await record(once, ...bySet);
          const [suppressed, recorded, facts, counted] = await stateOf(once);
          for (let last = 0; last < 30; last += 1) {
            let effects = 0;
            const world = knowing({
              fault: () => {
                effects += 1;
                if (effects > last && effects < 1_000) throw outage;
              },
            });
            await record(world, ...(batches[0] ?? []));
            effects = 1_000;
            for (const batch of batches) expect(await record(world, ...batch)).toEqual([]);

            const found = await stateOf(world);
            expect(found.slice(0, 3)).toEqual([suppressed, recorded, facts]);
            expect(counted).toEqual(expect.arrayContaining(found[3] as string[]));
            expect(new Set(found[3] as string[]).size).toBe((found[3] as string[]).length);
          }
        },
      );
    });

    it('an event that comes again, by whichever way, is counted once', async () => {
      const world = memoryFeedback();
      const copyOfIdentity = {
        notificationType: 'Bounce',
        bounce: bounceObject(),
        mail: identityMail(),
      };
      world.known.set(sesMessageId, { tenantId: 'clinic', messageId: 'order-1' });

      await record(world, copyOfIdentity, bounce(), snsNotification(bounce()));
      await record(world, bounce());

      expect(world.counts).toEqual([
        { name: 'Bounced', value: 1, tenantId: 'clinic', configurationSet: 'transactional' },
      ]);
      expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce'] });
    });
  });

  describe('failures', () => {
    const failing =
      (port: string, subject: string): Fault =>
      (calledPort, calledSubject) => {
        if (calledPort === port && calledSubject === subject) throw outage;
      };

    it.each([
      ['suppress', 'ada@example.com'],
      ['recordEvents', 'clinic#a'],
    ] as const)(
      'when %s does not work for one message, only its inputs fail',
      async (port, subject) => {
        const world = memoryFeedback({ fault: failing(port, subject) });
        const other = bounce(
          { feedbackId: 'other', bouncedRecipients: [{ emailAddress: 'bob@example.com' }] },
          tagged('b'),
        );

        const failed = await record(
          world,
          delivery({}, tagged('b')),
          bounce({}, tagged('a')),
          other,
          send(tagged('a')),
        );

        expect(failed).toEqual([1, 3]);
        expect(world.recorded()).toEqual({ 'clinic#b': ['bounce', 'delivery'] });
        expect(await world.suppressed()).toContain('bob@example.com tenant#clinic bounce');
      },
    );

    it('when the look-up does not work, only events without tags fail', async () => {
      const world = memoryFeedback({ fault: failing('findMessageBySesId', sesMessageId) });

      const failed = await record(
        world,
        { notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() },
        delivery(),
      );

      expect(failed).toEqual([0]);
      expect(world.recorded()).toEqual({ 'clinic#order-1': ['delivery'] });
    });

    it('what cannot be understood fails, and the readable rest of the same input is recorded', async () => {
      const world = memoryFeedback();

      const failed = await record(
        world,
        [bounce({ bouncedRecipients: [] }), delivery()],
        'Successfully validated SNS topic for Amazon SES event publishing.',
      );

      expect(failed).toEqual([0]);
      expect(world.recorded()).toEqual({ 'clinic#order-1': ['delivery'] });
      expect(world.lines).toContainEqual({
        level: 'error',
        message: 'feedback cannot be understood',
        fields: { id: 'input-0', detail: 'bounce: names no recipient' },
      });
    });

    it('an input with events of two messages fails when one of them fails', async () => {
      const world = memoryFeedback({ fault: failing('recordEvents', 'clinic#a') });

      expect(
        await record(world, [send(tagged('a')), send(tagged('b'))], send(tagged('b'))),
      ).toEqual([0]);
    });

    it('nothing is counted for a message that could not be written, and once when it could', async () => {
      let isDown = true;
      const world = memoryFeedback({
        fault: (port) => {
          if (isDown && port === 'recordEvents') throw outage;
        },
      });

      await record(world, delivery());
      expect(world.counts).toEqual([]);

      isDown = false;
      await record(world, delivery());
      expect(world.counts).toHaveLength(1);
    });
  });

  describe('an input that is from a tenant', () => {
    const fromAcme = (world: World, content: unknown) =>
      recordEvents([{ id: 'input', content, tenantId: 'acme' }], world.ports);
    const untagged = (further: Record<string, unknown> = {}) => ({
      notificationType: 'Bounce',
      bounce: bounceObject(further),
      mail: identityMail(),
    });

    it('is about this tenant when it carries no tags', async () => {
      const world = memoryFeedback();

      expect(await fromAcme(world, untagged())).toEqual([]);

      expect(await world.suppressed()).toEqual(['ada@example.com tenant#acme bounce']);
      expect(world.counts).toMatchObject([{ name: 'Bounced', tenantId: 'acme' }]);
    });

    it("finds this tenant's message by its tags, and by SES's id", async () => {
      const world = memoryFeedback();
      world.known.set(sesMessageId, { tenantId: 'acme', messageId: 'known' });

      await fromAcme(world, bounce({}, tagged('order-9', 'acme')));
      await fromAcme(world, bounce({}, mail({ tags: { 'pipeline-message': ['order-8'] } })));
      await fromAcme(world, untagged());

      expect(world.recorded()).toEqual({
        'acme#order-9': ['bounce'],
        'acme#order-8': ['bounce'],
        'acme#known': ['bounce'],
      });
    });

    it('does not reach the message or the addressees of another tenant, whatever its tags say, and a warning tells', async () => {
      const world = memoryFeedback();
      world.known.set(sesMessageId, { tenantId: 'clinic', messageId: 'order-1' });

      expect(await fromAcme(world, bounce())).toEqual([]);
      expect(await fromAcme(world, untagged())).toEqual([]);

      expect(world.recorded()).toEqual({ [foreignItem('acme')]: ['bounce'] });
      expect(await world.suppressed()).toEqual(['ada@example.com tenant#acme bounce']);
      expect(
        world.lines.filter(
          ({ message }) =>
            message === 'feedback names another tenant than the one its topic belongs to',
        ),
      ).toHaveLength(1);
    });

    it.each(['Suppressed', 'OnAccountSuppressionList'])(
      'suppresses for itself alone what would hold for all: %s',
      async (bounceSubType) => {
        const world = memoryFeedback();

        await fromAcme(world, untagged({ bounceSubType }));

        expect((await world.suppressed()).map((entry) => entry.split(' ')[1])).toEqual([
          'tenant#acme',
        ]);
      },
    );

    it('lifts no complaint of another tenant', async () => {
      const world = memoryFeedback();
      await record(world, complaint());

      await fromAcme(world, complaint({ complaintFeedbackType: 'not-spam' }));

      expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic complaint']);
    });

    it('is kept apart from the same event from elsewhere in the batch', async () => {
      const world = memoryFeedback();

      await recordEvents(
        [
          { id: 'ours', content: bounce() },
          { id: 'theirs', content: bounce(), tenantId: 'acme' },
        ],
        world.ports,
      );

      expect(await world.suppressed()).toEqual([
        'ada@example.com tenant#acme bounce',
        'ada@example.com tenant#clinic bounce',
      ]);
      expect(world.recorded()).toEqual({
        'clinic#order-1': ['bounce'],
        [foreignItem('acme')]: ['bounce'],
      });
    });

    it('stays with its topic although another tenant claims its sender', async () => {
      const world = memoryFeedback();
      world.claimed.set('clinic', ['clinic.example', 'hello@clinic.example']);

      await fromAcme(world, untagged());

      expect(world.calls).not.toContain('findSenderOwner');
      expect(await world.suppressed()).toEqual(['ada@example.com tenant#acme bounce']);
      expect(world.recorded()).toEqual({ [foreignItem('acme')]: ['bounce'] });
    });
  });

  it('no line of the log holds an address', async () => {
    for (const port of ['suppress', 'recordEvents', 'findMessageBySesId', 'none']) {
      const world = memoryFeedback({
        fault: (called) => {
          if (called === port) throw outage;
        },
      });

      await record(
        world,
        ...everyEvent(),
        { notificationType: 'Bounce', bounce: bounceObject() },
        bounce({ bouncedRecipients: [] }),
        '{"ada@example.com"',
      );

      expect(world.lines.length).toBeGreaterThan(0);
      expect(JSON.stringify(world.lines)).not.toMatch(/@|ada|clinic\.example/);
    }
  });

  const softBounce = (day: number, emailAddress = 'ada@example.com') =>
    bounce(
      {
        feedbackId: `soft-${day}`,
        bounceType: 'Transient',
        bounceSubType: 'MailboxFull',
        bouncedRecipients: [{ emailAddress }],
        timestamp: `2026-02-${String(day).padStart(2, '0')}T09:00:00Z`,
      },
      tagged(`soft-${day}`),
    );
  const arrival = (day: number) =>
    delivery(
      { timestamp: `2026-02-${String(day).padStart(2, '0')}T10:00:00Z` },
      tagged(`arrived-${day}`),
    );

  describe('soft bounces', () => {
    it('five in a row over seven days suppress the address', async () => {
      const world = memoryFeedback();

      await record(world, ...[1, 3, 5, 7].map((day) => softBounce(day)));
      expect(await world.suppressed()).toEqual([]);
      await record(world, softBounce(7));
      expect(await world.suppressed()).toEqual([]);
      await record(world, softBounce(9));
      expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic soft-bounce']);
    });

    it('a delivery in between starts the count anew, whenever it is heard of', async () => {
      const events = [...[1, 3, 5, 7, 9].map((day) => softBounce(day)), arrival(4)];
      const shuffled = fc.sample(fc.shuffledSubarray(events, { minLength: events.length }), 20);

      for (const order of shuffled) {
        const world = memoryFeedback();
        await record(world, events[0]);
        for (const event of order) await record(world, event);
        expect(await world.suppressed()).toEqual([]);
      }
    });

    it('a delivery ends the run of its own batch', async () => {
      const world = memoryFeedback();

      await record(world, arrival(10), ...[1, 3, 5, 7, 9].map((day) => softBounce(day)));

      expect(await world.suppressed()).toEqual([]);
    });

    it('the deliveries of a batch ask the table once, and fail with it', async () => {
      const world = memoryFeedback({
        fault: (port) => {
          if (port === 'endSoftBounces') throw outage;
        },
      });

      expect(await record(world, arrival(1), send(tagged('a')), arrival(2), bounce())).toEqual([
        0, 2,
      ]);
      expect(world.calls.filter((call) => call === 'endSoftBounces')).toHaveLength(1);
      expect(world.recorded()).toEqual({ 'clinic#a': ['send'], 'clinic#order-1': ['bounce'] });
    });
  });

  const history = [
    ...[1, 3, 5, 7, 9].map((day) => softBounce(day, 'sam@example.com')),
    complaint(
      { feedbackId: 'spam', complainedRecipients: [{ emailAddress: 'eve@example.com' }] },
      tagged('c'),
    ),
    complaint(
      {
        feedbackId: 'no-spam',
        complaintFeedbackType: 'not-spam',
        timestamp: '2026-03-01T09:00:30Z',
        complainedRecipients: [{ emailAddress: 'eve@example.com' }],
      },
      tagged('c'),
    ),
    send(tagged('a')),
    delivery({}, tagged('a')),
    bounce({ bounceSubType: 'Suppressed' }, tagged('a')),
    complaint({}, tagged('a')),
    bounce(
      { feedbackId: 'b', bouncedRecipients: [{ emailAddress: 'bob@example.com' }] },
      tagged('b'),
    ),
    delivery({}, tagged('b')),
    {
      notificationType: 'Complaint',
      complaint: complaintObject({ feedbackId: 'c' }),
      mail: identityMail(),
    },
  ];

  const stateOf = async (world: World) => ({
    suppressed: await world.suppressed(),
    recorded: world.recorded(),
    facts: world.facts().toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1)),
  });

  it('any order, any repetition and any batching of the same events end in the same state', async () => {
    const reference = memoryFeedback();
    await record(reference, ...history);
    const shuffled = fc.shuffledSubarray([...history, ...history], {
      minLength: history.length * 2,
    });

    await fc.assert(
      fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 6 }), async (events, size) => {
        const world = memoryFeedback();
        for (let from = 0; from < events.length; from += size)
          await record(world, ...events.slice(from, from + size));
        expect(await stateOf(world)).toEqual(await stateOf(reference));
      }),
    );
  });

  it('whatever fails, handing in the failed inputs again until none is left ends in the same state', async () => {
    const reference = memoryFeedback();
    await record(reference, ...history);

    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (chances) => {
        let faults = 0;
        const world = memoryFeedback({
          fault: () => {
            if (chances.next().value === true && faults < 20) {
              faults += 1;
              throw outage;
            }
          },
        });
        let left: readonly unknown[] = history;
        while (left.length > 0) {
          const failed = await record(world, ...left);
          left = left.filter((_, index) => failed.includes(index));
        }
        expect(await stateOf(world)).toEqual(await stateOf(reference));
        expect(world.counts.length).toBe(reference.counts.length);
      }),
    );
  });

  it('an input fails exactly when one of its effects did', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 8 }),
        fc.subarray(['a', 'b', 'c']),
        async (inputs, broken) => {
          const world = memoryFeedback({
            fault: (port, subject) => {
              if (port === 'recordEvents' && broken.some((id) => subject === `clinic#${id}`))
                throw outage;
            },
          });
          const contents = inputs.map(([id, isSend]) =>
            isSend ? send(tagged(id)) : delivery({}, tagged(id)),
          );

          const failed = await record(world, ...contents);

          expect(failed).toEqual(
            inputs.flatMap(([id], index) => (broken.includes(id) ? [index] : [])),
          );
          expect(contents.flatMap(parseEvents)).toHaveLength(inputs.length);
        },
      ),
    );
  });
});
