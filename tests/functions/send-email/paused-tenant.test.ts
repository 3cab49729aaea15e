import { describe, expect, it } from '@jest/globals';
import type { SendAnswer } from '../../../shared/ses-api/ports.ts';
import { bodyOf, sendingWorld } from '../../fakes/sending-world.ts';

const paused: SendAnswer = {
  kind: 'refused',
  refusal: { kind: 'tenant-paused', code: 'SendingPausedException', cause: 'x', remedy: 'y' },
};

/** A world in which tenants are SES tenants of the same name, but for `shop`, and SES paused one. */
const world = () => {
  const made = sendingWorld();
  made.ses.answer = (mail, call) =>
    mail.sesTenant === 'acme' ? paused : { kind: 'accepted', sesMessageId: `ses-${call}` };
  const findTenants = async (tenantIds: readonly string[]) =>
    new Map(
      tenantIds.map((tenantId) => [
        tenantId,
        {
          account: made.account,
          pauses: {},
          sesTenant: tenantId === 'shop' ? undefined : tenantId,
        },
      ]),
    );
  const deliver = (bodies: readonly string[]) => made.deliver(bodies, { ports: { findTenants } });
  return { ...made, deliver };
};
const of = (tenantId: string, messageId: string) => bodyOf({ tenantId, messageId });

describe('an SES tenant that SES has paused', () => {
  it('holds up its own mail alone, in the batch that meets it first', async () => {
    const { deliver, mails, clock } = world();

    const results = await deliver([
      of('acme', 'a'),
      ...Array.from({ length: 4 }, (_, n) => of('zeta', `z${n}`)),
      ...Array.from({ length: 4 }, (_, n) => of('shop', `s${n}`)),
    ]);

    expect(results.slice(1).map(({ kind }) => kind)).toEqual(Array(8).fill('done'));
    expect(mails.map(({ mail }) => mail.sesTenant).toSorted()).toEqual([
      'acme',
      ...Array(4).fill('zeta'),
      ...Array(4).fill(undefined),
    ]);
    const [first] = results;
    expect(first?.kind === 'again' && first.untilMs - clock.now()).toBeGreaterThan(290_000);
  });

  it('is asked once, and not for each mail, until its pause is over', async () => {
    const { deliver, mails, sleep, ses, lines } = world();
    await deliver([of('acme', 'a0')]);
    expect(lines.join('\n')).toContain('"paused":"tenant/acme"');

    const results = await deliver([of('acme', 'a1'), of('acme', 'a2'), of('zeta', 'z')]);

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'again', 'done']);
    expect(mails.map(({ mail }) => mail.sesTenant)).toEqual(['acme', 'zeta']);

    await sleep(300_000);
    ses.answer = () => ({ kind: 'accepted', sesMessageId: 'ses-later' });
    expect(await deliver([of('acme', 'a1')])).toMatchObject([{ kind: 'done' }]);
  });

  it('leaves no claim behind, so that its mail goes out as soon as it may', async () => {
    const { deliver, messages } = world();

    await deliver([of('acme', 'a0'), of('acme', 'a1')]);

    const claims = [...messages.items.values()].flatMap(({ leases }) => [...leases.keys()]);
    expect(claims).toEqual([]);
  });
});
