import { busyContainers } from './processor.ts';
import { runScale, type Scale } from './run-scale.ts';
import type { ScaleOptions } from './scale-world.ts';

/** Of the rate, that the containers have to send. */
const enoughPercent = 95;
/** The most that an event source of SQS can be told. */
const mostContainers = 1_000;
/** The least, too. */
const fewestContainers = 2;
const growth = 1.1;

/**
 * Finds the smallest number of containers that sends at a rate, within a tenth of it: it begins with
 * those that the rate keeps busy all the time, and takes a tenth more until they are enough.
 *
 * @param onTry - told what each number reaches
 * @returns the first that is enough, or the largest that there can be
 */
export const neededContainers = async (
  options: Omit<ScaleOptions, 'containers'>,
  onTry: (tried: Scale) => void = () => undefined,
): Promise<Scale> => {
  const busy = busyContainers(options.ratePerSecond, options.cpuMsPerMail);
  let containers = Math.max(fewestContainers, Math.ceil(busy));
  for (;;) {
    const tried = await runScale({ ...options, containers: Math.min(containers, mostContainers) });
    onTry(tried);
    if (tried.utilisationPercent >= enoughPercent || containers >= mostContainers) return tried;
    containers = Math.max(containers + 1, Math.round(containers * growth));
  }
};
