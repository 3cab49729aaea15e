import { describe, expect, it } from '@jest/globals';
import type { SendAnswer } from '../../../shared/ses-api/ports.ts';
import { bodyOf, sendingWorld } from '../../fakes/sending-world.ts';

const paused: SendAnswer = {
  kind: 'refused',
  refusal: {
    kind: 'set-paused',
    code: 'ConfigurationSetSendingPausedException',
    cause: 'x',
    remedy: 'y',
  },
};

/** A world in which SES has paused the configuration set of marketing. */
const world = () => {
  const made = sendingWorld();
  made.ses.answer = (mail, call) =>
    mail.configurationSet === 'set-marketing'
      ? paused
      : { kind: 'accepted', sesMessageId: `ses-${call}` };
  return made;
};
const marketing = (messageId: string) => bodyOf({ messageId, stream: 'marketing' });
const notification = (messageId: string) => bodyOf({ messageId, stream: 'notifications' });

describe('a configuration set that is paused', () => {
  it('holds up its own stream alone, in the batch that meets it first', async () => {
    const { deliver, mails, clock } = world();

    const results = await deliver(
      [marketing('m'), ...Array.from({ length: 9 }, (_, n) => notification(`n${n}`))],
      { lane: 'bulk' },
    );

    expect(results.slice(1).map(({ kind }) => kind)).toEqual(Array(9).fill('done'));
    expect(mails.filter(({ mail }) => mail.configurationSet === 'set-notifications')).toHaveLength(
      9,
    );
    const [first] = results;
    expect(first?.kind === 'again' && first.untilMs - clock.now()).toBeGreaterThan(290_000);
  });

  it('is asked once, and not for each mail, until its pause is over', async () => {
    const { deliver, mails, sleep, ses } = world();
    await deliver([marketing('m0')], { lane: 'bulk' });

    const results = await deliver([marketing('m1'), marketing('m2'), notification('n')], {
      lane: 'bulk',
    });

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'again', 'done']);
    expect(mails.map(({ mail }) => mail.configurationSet)).toEqual([
      'set-marketing',
      'set-notifications',
    ]);

    await sleep(300_000);
    ses.answer = () => ({ kind: 'accepted', sesMessageId: 'ses-later' });
    expect(await deliver([marketing('m1')], { lane: 'bulk' })).toMatchObject([{ kind: 'done' }]);
  });

  it('leaves no claim behind, so that its mail goes out as soon as it may', async () => {
    const { deliver, messages } = world();

    await deliver([marketing('m0'), marketing('m1')], { lane: 'bulk' });

    const claims = [...messages.items.values()].flatMap(({ leases }) => [...leases.keys()]);
    expect(claims).toEqual([]);
  });
});
