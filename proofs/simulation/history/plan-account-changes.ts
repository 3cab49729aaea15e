import type { World } from '../pipeline/world.ts';
import type { AccountChange, Scenario } from '../scenario/scenario.ts';

/** Plans changes of the account from outside. */
export const planAccountChanges = (world: World, { changes }: Scenario): void => {
  for (const change of changes) world.timeline.at(change.atMs, () => happen(world, change));
};

/** Another program sends through the account, one recipient after the other. */
const sendForeign = (
  { timeline, ses, audits }: World,
  { atMs, untilMs, recipients }: Extract<AccountChange, { readonly kind: 'foreign' }>,
): void => {
  const everyMs = (untilMs - atMs) / recipients;
  const send = (left: number): void => {
    ses.sendForeign(1);
    audits.slots.foreignMail();
    if (left > 1) timeline.at(timeline.now() + everyMs, () => send(left - 1));
  };
  send(recipients);
};

const happen = (world: World, change: AccountChange): void => {
  const { timeline, journal, ses, audits } = world;
  switch (change.kind) {
    case 'limits': {
      const { ratePerSecond, max24Hours } = change;
      journal.note(undefined, `the account may send ${ratePerSecond}/s and ${max24Hours} a day`);
      ses.change(change);
      audits.slots.limitsChange();
      return;
    }
    case 'pause':
      journal.note(undefined, 'SES pauses the account');
      ses.change({ isPaused: true });
      timeline.at(change.untilMs, () => ses.change({ isPaused: false }));
      return;
    case 'foreign':
      journal.note(undefined, `somebody else sends to ${change.recipients}`);
      sendForeign(world, change);
      return;
    default:
      change satisfies never;
  }
};
