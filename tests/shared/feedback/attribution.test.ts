import { describe, expect, it } from '@jest/globals';
import { attributionOf, namesAnotherTenant } from '../../../shared/feedback/attribution.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const eventWith = (tags: Readonly<Record<string, string>>) =>
  feedbackEvent({ tags, configurationSet: 'news', sesMessageId: 'ses-1' });

const known = { tenantId: 'shop', messageId: 'order-9' };
const find = async (id: string) => (id === 'ses-1' ? known : undefined);

describe('subject-of', () => {
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
  ])('a tenant may be called %j: %j', async (tenant, may) => {
    const { tenantId } = await attributionOf(eventWith({ 'pipeline-tenant': tenant }), undefined);

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
    const { key } = await attributionOf(eventWith({ 'pipeline-message': messageId }), undefined);

    expect(key).toEqual(may ? { tenantId: 'default', messageId } : undefined);
  });

  it.each([
    [{ 'pipeline-tenant': 'clinic', 'pipeline-message': 'm' }, 'clinic', 'clinic#m'],
    [{ 'pipeline-message': 'm' }, 'default', 'default#m'],
    [{ 'pipeline-tenant': 'clinic' }, 'clinic', 'shop#order-9'],
    [{}, 'shop', 'shop#order-9'],
  ])('finds by the tags %j the tenant %s and the message %s', async (tags, tenantId, message) => {
    const subject = await attributionOf(eventWith(tags), find);

    expect(subject).toMatchObject({
      tenantId,
      isTenantKnown: true,
      isConfined: false,
      isCopy: false,
    });
    expect(`${subject.key?.tenantId}#${subject.key?.messageId}`).toBe(message);
  });

  it.each([
    [{ 'pipeline-message': 'm' }, 'shop', { tenantId: 'shop', messageId: 'm' }],
    [
      { 'pipeline-tenant': 'shop', 'pipeline-message': 'm' },
      'shop',
      { tenantId: 'shop', messageId: 'm' },
    ],
    [{ 'pipeline-tenant': 'clinic', 'pipeline-message': 'm' }, 'shop', known],
    [{ 'pipeline-tenant': 'clinic', 'pipeline-message': 'm' }, 'bank', undefined],
    [{}, 'shop', known],
    [{}, 'bank', undefined],
  ])(
    'with the tags %j from the tenant %s it is about the message %j, and confined',
    async (tags, from, key) => {
      expect(await attributionOf(eventWith(tags), find, from)).toEqual({
        tenantId: from,
        isTenantKnown: true,
        key,
        isConfined: true,
        isCopy: false,
      });
    },
  );

  it.each([
    [{}, 'default', false],
    [{ 'pipeline-tenant': 'a b' }, 'default', false],
    [{ 'pipeline-tenant': 'default' }, 'default', true],
    [{ 'pipeline-tenant': 'clinic' }, 'clinic', true],
  ])(
    'of a mail that is in no table, with the tags %j, the tenant is %s, and known: %j',
    async (tags, tenantId, isTenantKnown) => {
      const event = { ...eventWith(tags), sesMessageId: 'ses-of-another-program' };

      expect(await attributionOf(event, find)).toMatchObject({
        tenantId,
        isTenantKnown,
        key: undefined,
      });
    },
  );

  it('a notification of an identity is a copy where messages are not found by SES’s id', async () => {
    const identity = feedbackEvent({ configurationSet: undefined, sesMessageId: 'ses-1' });

    expect((await attributionOf(identity, undefined)).isCopy).toBe(true);
    expect((await attributionOf(identity, find)).isCopy).toBe(false);
    expect((await attributionOf(identity, undefined, 'shop')).isCopy).toBe(true);
    expect((await attributionOf(eventWith({}), undefined)).isCopy).toBe(false);
  });

  it('without an id of SES nobody is asked', async () => {
    const asked: string[] = [];
    const event = feedbackEvent({ sesMessageId: undefined, configurationSet: 'news' });

    await attributionOf(event, async (id) => {
      asked.push(id);
      return known;
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
