import { createGuardedMail, type GuardedMail } from '../pipeline/guarded-mail.ts';
import type { World } from '../pipeline/world.ts';
import { hourMs, minuteMs, type Scenario } from '../scenario/scenario.ts';
import type { Dice } from '../world/dice.ts';

/** The guard at work on mail that bounces now and then. */
export interface Guarding {
  /** Resolves when all that was planned is done. */
  readonly settled: () => Promise<void>;
}

const stepMs = 15 * minuteMs;
/** How long after mail and people the guard runs; ms. */
const guardAfterMs = 7 * minuteMs;

/**
 * The guard judges mail beside that of the history: of one tenant, or of many of which none is bad by
 * itself. Its bounces come in a phase of hours. Now and then people pause mail that is not paused and
 * resume it a quarter of an hour later, as in a drill; or resume what the guard has paused.
 */
export const planGuarding = (world: World, scenario: Scenario, dice: Dice): Guarding => {
  const mail = createGuardedMail(world, dice.pick(['tenant', 'account']));
  const badFromMs = scenario.startMs + dice.between(1, 12) * hourMs;
  const badUntilMs = badFromMs + dice.between(2, 10) * hourMs;
  let work = Promise.resolve();
  const plan = (atMs: number, act: () => Promise<void>): void =>
    world.timeline.at(atMs, () => {
      work = work.then(act);
    });
  for (let atMs = scenario.startMs; atMs < scenario.calmFromMs; atMs += stepMs) {
    const isBad = atMs >= badFromMs && atMs < badUntilMs;
    plan(atMs, async () => {
      await actOfPeople(mail, dice);
      await mail.send(mailsOfStep, bouncesOf(dice, isBad));
    });
    plan(atMs + guardAfterMs, mail.judge);
  }
  return { settled: () => work };
};

const mailsOfStep = 50;

/** Eight bounces in a hundred mails of a bad phase, one in two hundred else. */
const bouncesOf = (dice: Dice, isBad: boolean): number => (isBad ? 4 : dice.chance(0.25) ? 1 : 0);

const actOfPeople = async (mail: GuardedMail, dice: Dice): Promise<void> => {
  const acts = dice.chance(0.1);
  const pause = await mail.pausedBy();
  if (pause === 'operator' || (pause === 'guard' && acts)) return mail.resume();
  if (pause === undefined && acts) return mail.pause();
};
