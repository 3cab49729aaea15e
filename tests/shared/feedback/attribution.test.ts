import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Attribution,
  attributionOf,
  namesAnotherTenant,
} from '../../../shared/feedback/attribution.ts';
import { claimsOf, type EventSender, ownerOf } from '../../../shared/feedback/sender-claims.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const eventWith = (tags: Readonly<Record<string, string>>) =>
  feedbackEvent({ tags, configurationSet: 'news', sesMessageId: 'ses-1' });

const known = { tenantId: 'shop', messageId: 'order-9' };
const findMessageBySesId = async (id: string) => (id === 'ses-1' ? known : undefined);

/** Several tenants, whose claims overlap in every way. */
const claims = claimsOf([
  { tenantId: 'shop', senders: ['shop.example', 'desk@clinic.example', 'both.example'] },
  { tenantId: 'clinic', senders: ['clinic.example', 'both.example'] },
]);
const findSenderOwner = async (sender: EventSender) => ownerOf(claims, sender);
const ports = { findMessageBySesId, findSenderOwner };
/** Without `identityFeedback`. */
const tagsOnly = { findMessageBySesId: undefined, findSenderOwner };

const textOf = ({ key }: Attribution): string => `${key.tenantId}#${key.messageId}`;
const foreign = { senderDomain: undefined, disputedBy: [] };

describe('attribution', () => {
  it.each([
    ['clinic', true],
    ['a', true],
    ['A_b-9', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['', false],
    ['a b', false],
    ['a.b', false],
    ['a#b', false],
    ['clinic\n', false],
    ['unassigned', false],
  ])('a tenant may be called %j: %j', async (tenant, may) => {
    const { tenantId } = await attributionOf(eventWith({ 'pipeline-tenant': tenant }), tagsOnly);

    expect(tenantId).toBe(may ? tenant : 'default');
  });

  it.each([
    ['order-1', true],
    ['a', true],
    ['A_b.9@c-d', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['', false],
    ['a b', false],
    ['a#b', false],
    ['order-1\n', false],
  ])('a message may be called %j: %j', async (messageId, may) => {
    const found = await attributionOf(eventWith({ 'pipeline-message': messageId }), tagsOnly);

    expect(textOf(found)).toBe(may ? `default#${messageId}` : 'unassigned#ses:ses-1');
  });

  it.each([
    [{ 'pipeline-tenant': 'clinic', 'pipeline-message': 'm' }, 'clinic', 'clinic#m'],
    [{ 'pipeline-message': 'm' }, 'default', 'default#m'],
    [{ 'pipeline-tenant': 'clinic' }, 'clinic', 'clinic#ses:ses-1'],
    [{ 'pipeline-tenant': 'shop' }, 'shop', 'shop#order-9'],
    [{}, 'shop', 'shop#order-9'],
  ])('finds by the tags %j the tenant %s and the message %s', async (tags, tenantId, message) => {
    const subject = await attributionOf(eventWith(tags), ports);

    expect(subject).toMatchObject({
      tenantId,
      isTenantKnown: true,
      isConfined: false,
      isCopy: false,
    });
    expect(textOf(subject)).toBe(message);
  });

  it.each([
    [{ 'pipeline-message': 'm' }, 'shop', 'shop#m', undefined],
    [{ 'pipeline-tenant': 'shop', 'pipeline-message': 'm' }, 'shop', 'shop#m', undefined],
    [{ 'pipeline-tenant': 'clinic', 'pipeline-message': 'm' }, 'shop', 'shop#order-9', undefined],
    [{ 'pipeline-tenant': 'clinic', 'pipeline-message': 'm' }, 'bank', 'bank#ses:ses-1', foreign],
    [{}, 'shop', 'shop#order-9', undefined],
    [{}, 'bank', 'bank#ses:ses-1', foreign],
  ])(
    'with the tags %j from the tenant %s it is about the message %s, and confined',
    async (tags, from, message, isForeign) => {
      const found = await attributionOf(eventWith(tags), ports, from);

      expect(textOf(found)).toBe(message);
      expect(found).toMatchObject({
        ...{ tenantId: from, isTenantKnown: true, isConfined: true, isCopy: false },
      });
      expect(found.foreign).toEqual(isForeign);
    },
  );

  it.each([
    [{}, 'default', 'unassigned'],
    [{ 'pipeline-tenant': 'a b' }, 'default', 'unassigned'],
    [{ 'pipeline-tenant': 'unassigned' }, 'default', 'unassigned'],
    [{ 'pipeline-tenant': 'default' }, 'default', 'default'],
    [{ 'pipeline-tenant': 'clinic' }, 'clinic', 'clinic'],
  ])(
    'of a mail that is in no table, with the tags %j, it suppresses for %s and is kept under %s',
    async (tags, tenantId, keptUnder) => {
      const event = { ...eventWith(tags), sesMessageId: 'ses-of-another-program' };

      expect(await attributionOf(event, ports)).toEqual({
        ...{ tenantId, isTenantKnown: keptUnder !== 'unassigned' },
        ...{ key: { tenantId: keptUnder, messageId: 'ses:ses-of-another-program' }, foreign },
        ...{ isConfined: false, isCopy: false },
      });
    },
  );

  const stranger = { configurationSet: undefined, sesMessageId: 'ses-of-another-program' };

  it.each([
    ['desk@clinic.example', undefined, 'shop#ses:ses-of-another-program'],
    ['front@clinic.example', undefined, 'clinic#ses:ses-of-another-program'],
    ['a@both.example', undefined, 'unassigned#ses:ses-of-another-program'],
    ['a@nobody.example', undefined, 'unassigned#ses:ses-of-another-program'],
    ['front@clinic.example', 'bank', 'bank#ses:ses-of-another-program'],
    ['desk@clinic.example', 'clinic', 'clinic#ses:ses-of-another-program'],
    ['a@both.example', 'bank', 'bank#ses:ses-of-another-program'],
  ])(
    'a mail without tags from %s, on the topic of %s, is kept as %s',
    async (source, from, kept) => {
      for (const used of [ports, tagsOnly]) {
        const found = await attributionOf(feedbackEvent({ ...stranger, source }), used, from);

        expect(textOf(found)).toBe(kept);
        expect(found.foreign?.senderDomain).toBe(source.split('@')[1]);
      }
    },
  );

  it('names the tenants that claim the same sender, ten at most', async () => {
    const tenantIds = Array.from({ length: 12 }, (_, index) => `t-${index}`);
    const disputed = {
      ...ports,
      findSenderOwner: async () => ({ kind: 'disputed', tenantIds }) as const,
    };

    const found = await attributionOf(feedbackEvent(stranger), disputed);

    expect(found).toMatchObject({ tenantId: 'default', isTenantKnown: false });
    expect(found.foreign?.disputedBy).toEqual(tenantIds.slice(0, 10));
  });

  it("asks whose the sender is only when neither tags, topic nor SES's id say whose the mail is", async () => {
    let asked = 0;
    const counting = {
      findMessageBySesId,
      findSenderOwner: async () => {
        asked += 1;
        return { kind: 'nobody' } as const;
      },
    };

    await attributionOf(eventWith({ 'pipeline-message': 'm' }), counting);
    await attributionOf(eventWith({ 'pipeline-tenant': 'clinic' }), counting);
    await attributionOf(eventWith({}), counting);
    await attributionOf(feedbackEvent(stranger), counting, 'bank');
    expect(asked).toBe(0);
    await attributionOf(feedbackEvent(stranger), counting);
    expect(asked).toBe(1);
  });

  it('an event whose claims cannot be read is nobody’s yet, not even unassigned', async () => {
    const down = { ...ports, findSenderOwner: () => Promise.reject(new Error('down')) };

    await expect(attributionOf(feedbackEvent(stranger), down)).rejects.toThrow('down');
  });

  it('ends in exactly one tenant: that of its topic where it has one, and else of its tags', async () => {
    const sender = fc.constantFrom(
      ...['desk@clinic.example', 'a@clinic.example', 'a@shop.example', 'a@both.example', undefined],
    );
    const tag = fc.constantFrom('clinic', 'shop', 'bank', 'a b', 'unassigned', undefined);
    await fc.assert(
      fc.asyncProperty(
        ...([sender, sender, tag, tag] as const),
        fc.constantFrom('ses-1', 'ses-2', undefined),
        fc.constantFrom('clinic', 'bank', undefined),
        fc.boolean(),
        async (source, author, tenant, message, sesMessageId, from, isIndexed) => {
          const event = feedbackEvent({
            ...{ source, from: author === undefined ? [] : [author], sesMessageId },
            tags: {
              ...(tenant === undefined ? {} : { 'pipeline-tenant': tenant }),
              ...(message === undefined ? {} : { 'pipeline-message': message }),
            },
          });
          const found = await attributionOf(event, isIndexed ? ports : tagsOnly, from);

          expect(found.key.tenantId).toBe(found.isTenantKnown ? found.tenantId : 'unassigned');
          const tagged = ['clinic', 'shop', 'bank'].find((one) => one === tenant);
          const named = from ?? tagged;
          if (named !== undefined) expect(found.tenantId).toBe(named);
          expect(found.isConfined).toBe(from !== undefined);
        },
      ),
    );
  });

  it('a notification of an identity is a copy where messages are not found by SES’s id', async () => {
    const identity = feedbackEvent({ configurationSet: undefined, sesMessageId: 'ses-1' });

    expect((await attributionOf(identity, tagsOnly)).isCopy).toBe(true);
    expect((await attributionOf(identity, ports)).isCopy).toBe(false);
    expect((await attributionOf(identity, tagsOnly, 'shop')).isCopy).toBe(true);
    expect((await attributionOf(eventWith({}), tagsOnly)).isCopy).toBe(false);
  });

  it('without an id of SES nobody is asked', async () => {
    const asked: string[] = [];
    const event = feedbackEvent({ sesMessageId: undefined, configurationSet: 'news' });

    await attributionOf(event, {
      findSenderOwner,
      findMessageBySesId: async (id) => {
        asked.push(id);
        return known;
      },
    });
    expect(asked).toEqual([]);
  });

  it.each([
    [{ 'pipeline-tenant': 'clinic' }, 'shop', true],
    [{ 'pipeline-tenant': 'shop' }, 'shop', false],
    [{ 'pipeline-tenant': 'a b' }, 'shop', false],
    [{}, 'shop', false],
  ])('the tags %j name another tenant than %s: %j', (tags, from, is) => {
    expect(namesAnotherTenant(eventWith(tags), from)).toBe(is);
  });
});
