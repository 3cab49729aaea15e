import type { Output } from '../../local/lab/output.ts';
import { addUp, isBalanced, type RunEnd } from '../account/account.ts';
import { named } from '../crashes/crash-lab.ts';
import { afterLastMs, startStormLab, totalFaults, weather } from './bad-weather.ts';
import { stormMessages } from './storm-messages.ts';
import { stormWeather } from './weather.ts';

/** Options of `npm run bench -- storm`. */
export interface StormOptions {
  readonly messages: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Messages enqueued per second. */
const perSecond = 50;
/**
 * Mails per message that the simulator keeps: the most recipients of a message, and as many again
 * in case mail is doubled.
 */
const mailsPerMessage = 10;

/**
 * Sends messages of all kinds through a storm of faults and kills, and accounts for every one.
 *
 * @returns whether nothing was lost, doubled or unaccounted for
 */
export const runStorm = async (
  { messages: count, seed, json }: StormOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const beganAtMs = performance.now();
  const stormLab = await startStormLab(seed, count * mailsPerMessage);
  const { lab, faults } = stormLab;
  try {
    const seconds = count / perSecond + afterLastMs / 1000;
    tell(`${count} messages, storm of ${Math.round(seconds)} s, seed ${seed} …`);
    const messages = stormMessages(count, seed, named(lab.endpoints.buckets, 'payload'));
    // On a slow machine messages are enqueued more slowly, and the storm lasts until all are there.
    const { verdicts, kills } = await weather(
      stormLab,
      { messages, perSecond, spells: stormWeather(seconds * 2, seed) },
      tell,
    );
    const counts = Object.entries(faults.counts()).toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    );
    if (json) print(JSON.stringify({ faults: Object.fromEntries(counts) }));
    else
      for (const [name, times] of counts) print(`${name.padEnd(24)}${String(times).padStart(7)}`);
    const end: RunEnd = {
      ...addUp(verdicts),
      kills,
      faults: totalFaults(faults),
      seconds: Math.round((performance.now() - beganAtMs) / 1000),
    };
    print(JSON.stringify(end));
    return isBalanced(end);
  } finally {
    await lab.stop();
  }
};
