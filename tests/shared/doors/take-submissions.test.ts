import { describe, expect, it } from '@jest/globals';
import { basicStreams } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import { fingerprintOf } from '../../../shared/messages/fingerprint.ts';
import type { MessageProgress } from '../../../shared/messages/ports.ts';
import type { Submission } from '../../../shared/ses-api/wire/submission.ts';
import { DoorWorld } from '../../fakes/ses-door-world.ts';

const nothing = {
  returnPath: undefined,
  tags: [],
  configurationSet: undefined,
  authorization: { sourceArn: undefined, fromArn: undefined, returnPathArn: undefined },
  tenant: undefined,
  contactList: undefined,
  endpointId: undefined,
  tracking: { opens: undefined, clicks: undefined },
  maxBytes: 40 * 1024 * 1024,
} as const;

/** A raw mail to one recipient, as both doors hand it in. */
const raw = (fields = '', more: Partial<Submission> = {}, body = 'Hi'): Submission => ({
  ...nothing,
  operation: 'SendRawEmail',
  source: 'shop@example.com',
  destinations: ['b@example.org'],
  content: {
    kind: 'raw',
    mime: Buffer.from(`From: shop@example.com\r\n${fields}\r\n\r\n${body}\r\n`),
    replyTo: [],
  },
  ...more,
});

const takeOne = async (world: DoorWorld, submission: Submission, invocationId?: string) => {
  const answers = await world.take({ key: world.accessKey(), invocationId }, [submission]);
  return 'kind' in answers ? answers : answers[0];
};

const refused = (code: string, message: unknown = expect.any(String)) => ({
  kind: 'refused',
  code,
  message,
});

describe('takeSubmissions', () => {
  it.each([
    [undefined, 'transactional'],
    ['acme-dev-notifications', 'notifications'],
    ['marketing', 'marketing'],
    ['acme-own-set', 'notifications'],
  ])('puts mail with the configuration set %s on the stream %s', async (set, stream) => {
    const world = new DoorWorld();
    world.tenant = {
      settings: { streams: { notifications: { configurationSet: 'acme-own-set' } } },
    };
    await takeOne(world, raw('', { configurationSet: set }));

    expect(world.queued).toMatchObject([{ stream }]);
  });

  it('refuses a configuration set that it does not know, as SES does', async () => {
    const answer = await takeOne(new DoorWorld(), raw('', { configurationSet: 'else' }));

    expect(answer).toMatchObject(
      refused('ConfigurationSetDoesNotExist', 'Configuration set <else> does not exist.'),
    );
  });

  it('lets a field of the call go before the header, and joins no tags', async () => {
    const world = new DoorWorld();
    const fields = 'X-SES-CONFIGURATION-SET: marketing\r\nX-SES-MESSAGE-TAGS: a=1, b=2';
    await takeOne(world, raw(fields));
    await takeOne(
      world,
      raw(fields, { configurationSet: 'notifications', tags: [{ name: 'b', value: '3' }] }),
    );

    expect(world.queued).toMatchObject([
      { stream: 'marketing', tags: { a: '1', b: '2' } },
      { stream: 'notifications' },
    ]);
    expect(world.queued[1]?.tags).toEqual({ b: '3' });
  });

  it('gives mail the stream and the lifetime of its key', async () => {
    const world = new DoorWorld();
    world.key = { stream: 'notifications', mailLifetimeSeconds: 3_600 };
    await takeOne(world, raw());

    expect(world.queued).toMatchObject([{ stream: 'notifications' }]);
    const [expiresAt, now] = [Date.parse(String(world.queued[0]?.expiresAt)), Date.now()];
    expect(expiresAt).toBeGreaterThan(now + 3_590_000);
    expect(expiresAt).toBeLessThanOrEqual(now + 3_600_000);
  });

  it.each(['X-SES-TENANT', 'X-SES-TENANT-NAME'])(
    'takes the tenant of SES in %s when it is the one that the mail goes as',
    async (header) => {
      const world = new DoorWorld();
      world.tenant = { sesTenant: 'acme-at-ses' };

      expect(await takeOne(world, raw(`${header}: acme-at-ses`))).toMatchObject({
        kind: 'accepted',
      });
      expect(await takeOne(world, raw(`${header}: zeta`))).toMatchObject(refused('NotFound'));
    },
  );

  it('reads the contact list of a raw mail from its header', async () => {
    const world = new DoorWorld();
    await takeOne(world, raw('X-SES-LIST-MANAGEMENT-OPTIONS: news; topic=weekly'));
    await takeOne(world, raw('X-SES-LIST-MANAGEMENT-OPTIONS: contactListName=news'));

    expect(world.queued).toMatchObject([
      { listManagement: { contactList: 'news', topic: 'weekly' } },
      { listManagement: { contactList: 'news' } },
    ]);
  });

  describe('senders', () => {
    const notVerified = (address: string) =>
      refused(
        'MessageRejected',
        `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${address}`,
      );

    it('refuses the sender of another tenant as one that is not verified', async () => {
      const world = new DoorWorld();
      world.owners.set('boss@zeta.example', { kind: 'tenant', tenantId: 'zeta' });
      const source = '"The boss" <Boss@zeta.example>';

      expect(await takeOne(world, raw('', { source }))).toMatchObject(
        notVerified('Boss@zeta.example'),
      );
      expect(world.queued).toEqual([]);
    });

    it('refuses it in the header From, too, whatever the envelope says', async () => {
      const world = new DoorWorld();
      world.owners.set('boss@zeta.example', { kind: 'tenant', tenantId: 'zeta' });
      const mime = Buffer.from('From: boss@zeta.example\r\n\r\nHi\r\n');
      const mail = raw('', { content: { kind: 'raw', mime, replyTo: [] } });

      expect(await takeOne(world, mail)).toMatchObject(notVerified('boss@zeta.example'));
    });

    it('takes a sender that several tenants claim, this one among them, and no other', async () => {
      const world = new DoorWorld();
      const claim = (...tenantIds: string[]) =>
        world.owners.set('shop@example.com', { kind: 'disputed', tenantIds });

      claim('acme', 'zeta');
      expect(await takeOne(world, raw())).toMatchObject({ kind: 'accepted' });
      claim('beta', 'zeta');
      expect(await takeOne(world, raw())).toMatchObject(refused('MessageRejected'));
    });

    it("goes by the tenant's allowed senders where it has some", async () => {
      const world = new DoorWorld();
      world.tenant = { settings: { allowedSenders: ['example.com'] } };

      expect(await takeOne(world, raw())).toMatchObject({ kind: 'accepted' });
      expect(await takeOne(world, raw('', { source: 'a@example.net' }))).toMatchObject(
        notVerified('a@example.net'),
      );
    });

    it('refuses the sender of another tenant below a domain that its own settings name', async () => {
      const world = new DoorWorld();
      world.tenant = { settings: { allowedSenders: ['example.com'] } };
      world.owners.set('shop@example.com', { kind: 'tenant', tenantId: 'zeta' });

      expect(await takeOne(world, raw())).toMatchObject(notVerified('shop@example.com'));
    });
  });

  describe('ids', () => {
    it('are the same for the same request, and for the same mail in another', async () => {
      const world = new DoorWorld();
      const mail = raw('Message-ID: <1@shop.example>');
      for (const id of ['one', 'one', 'two', undefined]) await takeOne(world, mail, id);
      for (const id of ['one', 'one']) await takeOne(world, raw(), id);

      const ids = world.queued.map(({ messageId }) => messageId);
      expect(new Set(ids.slice(0, 4)).size).toBe(1);
      expect(new Set(ids.slice(4)).size).toBe(1);
      expect(ids[0]).not.toBe(ids[4]);
    });

    it('are others for a mail that goes to another envelope under one Message-ID', async () => {
      const world = new DoorWorld();
      const fields = 'Message-ID: <1@shop.example>';
      await takeOne(world, raw(fields));
      await takeOne(world, raw(fields, { destinations: ['hidden@example.org'] }));

      expect(new Set(world.queued.map(({ messageId }) => messageId)).size).toBe(2);
    });

    it('are the key itself, as at every other entrance', async () => {
      const world = new DoorWorld();
      await takeOne(world, raw('X-Idempotency-Key: order-1\r\nMessage-ID: <1@shop.example>'));

      expect(world.queued).toMatchObject([{ messageId: 'order-1' }]);
    });

    it('are new for each request that names nothing', async () => {
      const world = new DoorWorld();
      await takeOne(world, raw());
      await takeOne(world, raw());

      expect(new Set(world.queued.map(({ messageId }) => messageId)).size).toBe(2);
    });

    const progressOf = (message: Readonly<Record<string, unknown>>): MessageProgress => {
      const read = validateMessage(JSON.stringify(message), {
        ...{
          sqsMessageId: 'x',
          streams: basicStreams,
          queueLane: 'transactional',
          nowMs: Date.now(),
        },
      });
      if (read.kind !== 'valid') throw new Error('The message is not valid.');
      const none = new Map<number, never>();
      return {
        ...{ key: read.message.key, fingerprint: fingerprintOf(read.message) },
        ...{ sent: new Map([[0, 'ses-1']]), leases: none, unknownCalls: none, refusals: none },
        ...{ plan: undefined, attempts: 1, heldCopy: undefined },
      };
    };

    it('of another mail are a conflict that is told, and of the same mail are not', async () => {
      const world = new DoorWorld();
      const fields = 'X-Idempotency-Key: order-1';
      await takeOne(world, raw(fields));
      world.progress = [progressOf(world.queued[0] ?? {})];

      expect(await takeOne(world, raw(`${fields}\r\nDate: later`))).toMatchObject({
        kind: 'accepted',
        messageId: 'order-1',
      });
      expect(await takeOne(world, raw(fields, {}, 'Another text'))).toMatchObject(
        refused('InvalidParameterValue', expect.stringContaining('idempotency key')),
      );
      expect(world.queued).toHaveLength(2);
    });
  });

  it.each<readonly [string, Submission, string]>([
    ['no recipient', raw('', { destinations: [] }), "Missing required header 'To'."],
    [
      '51 recipients',
      raw('', { destinations: Array.from({ length: 51 }, (_, at) => `a${at}@example.org`) }),
      'Recipient count exceeds 50.',
    ],
    ['a header twice', raw('Subject: a\r\nSubject: b'), "Duplicate header 'Subject'."],
    [
      'a tag of odd characters',
      raw('', { tags: [{ name: 'a b', value: 'c' }] }),
      "Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed.",
    ],
    ['a broken sender', raw('', { source: 'nobody' }), "Missing final '@domain'"],
    [
      'more than 10 MB',
      raw('', {}, 'x'.repeat(10 * 1024 * 1024)),
      "Message length is more than 10485760 bytes long: '10485790'.",
    ],
    [
      'a global endpoint',
      raw('', { endpointId: 'abc' }),
      'EndpointId is not taken here: mail goes by one region.',
    ],
  ])("refuses a mail with %s in SES's words", async (_, submission, message) => {
    const world = new DoorWorld();

    expect(await takeOne(world, submission)).toMatchObject(
      refused('InvalidParameterValue', message),
    );
    expect(world.queued).toEqual([]);
  });

  it('takes the ARN of an identity of its own account, and refuses others', async () => {
    const world = new DoorWorld();
    const arnOf = (account: string) => `arn:aws:ses:eu-west-1:${account}:identity/example.com`;
    const by = (account: string) =>
      raw('', {
        authorization: { ...nothing.authorization, sourceArn: arnOf(account) },
      });

    expect(await takeOne(world, by('111122223333'))).toMatchObject({ kind: 'accepted' });
    expect(await takeOne(world, by('999999999999'))).toMatchObject(
      refused('InvalidParameterValue'),
    );
  });

  it('refuses what the queues would refuse, with every problem', async () => {
    const answer = await takeOne(
      new DoorWorld(),
      raw('', { tags: [{ name: 'who', value: 'jane@example.org' }] }),
    );

    expect(answer).toMatchObject(
      refused('InvalidParameterValue', expect.stringMatching(/^tags\.who: is an e-mail address/)),
    );
  });

  it('answers a passing failure when the world cannot be reached', async () => {
    const world = new DoorWorld();
    Object.defineProperty(world, 'progress', {
      get: () => {
        throw new Error('The table is out of reach.');
      },
    });

    expect(await takeOne(world, raw('Message-ID: <1@a>'))).toMatchObject(
      refused('ServiceUnavailable'),
    );
    expect(world.failures).toHaveLength(1);
  });
});
