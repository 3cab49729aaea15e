import { describe, expect, it } from '@jest/globals';
import type { TenantSettings } from '../../../shared/tenants/settings.ts';
import { bodyOf, sendingWorld } from '../../fakes/sending-world.ts';

/** A world in which every tenant has the settings that stand there when its mail is looked at. */
const world = () => {
  const made = sendingWorld();
  const settings = new Map<string, TenantSettings>();
  const findTenants = async (tenantIds: readonly string[]) =>
    new Map(
      tenantIds.map((id) => [
        id,
        { account: made.account, pauses: {}, settings: settings.get(id) },
      ]),
    );
  const deliver = (bodies: readonly string[]) => made.deliver(bodies, { ports: { findTenants } });
  return { ...made, settings, deliver };
};

const of = (tenantId: string, messageId: string, changes: object = {}) =>
  bodyOf({ tenantId, messageId, ...changes });

describe('settings of a tenant', () => {
  it('are in force for the next message, each time they change', async () => {
    const { deliver, settings, mails } = world();

    for (const address of ['first@example.com', 'second@example.com']) {
      settings.set('acme', { from: address });
      await deliver([of('acme', address, { from: undefined })]);
    }

    expect(mails.map(({ mail }) => mail.source)).toEqual([
      'first@example.com',
      'second@example.com',
    ]);
  });

  it('choose the configuration set of each stream, and of nobody else', async () => {
    const { deliver, settings, mails } = world();
    settings.set('acme', { streams: { transactional: { configurationSet: 'acme-set' } } });

    await deliver([of('acme', 'a'), of('zeta', 'z')]);

    expect(mails.map(({ mail }) => mail.configurationSet)).toEqual([
      'acme-set',
      'set-transactional',
    ]);
  });

  it('refuse a message before it costs a slot, with the reason and without its words', async () => {
    const { deliver, settings, mails, deadLetters, messages, lines } = world();
    settings.set('acme', { allowedSenders: ['acme.example'], refusedSubjects: ['*order*'] });

    const results = await deliver([of('acme', 'a', { subject: 'Your order' }), of('zeta', 'z')]);

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(mails.map(({ mail }) => mail.tags['pipeline-tenant'])).toEqual(['zeta']);
    expect(deadLetters.map(({ reasons }) => reasons)).toEqual([
      [expect.stringMatching(/^from: is no sender/), expect.stringMatching(/^subject: matches/)],
    ]);
    expect([...messages.items.values()].map(({ outcome }) => outcome?.state)).toEqual([
      'rejected',
      undefined,
    ]);
    expect(lines.join('\n')).not.toMatch(/your order/i);
  });

  it('do not touch a message that was sent before they changed', async () => {
    const { deliver, settings, mails, deadLetters } = world();
    await deliver([of('acme', 'a')]);
    settings.set('acme', { allowedSenders: [] });

    expect(await deliver([of('acme', 'a')])).toMatchObject([{ kind: 'done' }]);
    expect(mails).toHaveLength(1);
    expect(deadLetters).toEqual([]);
  });
});
