import { nameOfError } from '../../system/name-of-error.ts';
import type { Clock } from '../../system/ports.ts';

/** Makes a call of SES's control API when its operation may be called again. */
export type SesCalls = <Output>(operation: string, call: () => Promise<Output>) => Promise<Output>;

/**
 * Time between two calls of one operation; ms.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Rate at which you can call Amazon SES
 * API actions"
 */
export const callsApartMs = 1_100;

/** Others may be calling at the same time. */
const mostTries = 4;

/** Calls of one operation one after the other, this far apart; throttled ones again. */
export const sesCalls = (clock: Clock, apartMs: number): SesCalls => {
  const lastOf = new Map<string, Promise<unknown>>();
  const pause = () => clock.sleepUntil(clock.now() + apartMs);
  const tryIt = async <Output>(call: () => Promise<Output>): Promise<Output> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await call();
      } catch (error) {
        if (tries === mostTries || !throttles.test(nameOfError(error))) throw error;
        await clock.sleepUntil(clock.now() + callsApartMs);
      }
    }
  };
  return (operation, call) => {
    const before = lastOf.get(operation);
    const made = before === undefined ? tryIt(call) : before.then(pause).then(() => tryIt(call));
    lastOf.set(operation, made.then(nothing, nothing));
    return made;
  };
};

const throttles = /^(?:TooManyRequestsException|ThrottlingException|Throttling)$/;

const nothing = (): void => undefined;
