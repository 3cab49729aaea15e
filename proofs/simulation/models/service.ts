import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import type { Container } from './container.ts';

/** Probabilities per request, 0 to 1. */
export interface ServiceFaults {
  /** Throttled, reset or 500: the request took no effect. */
  readonly before: number;
  /** 500, time-out or a lost answer: the request took effect. */
  readonly after: number;
  /** The answer takes seconds. */
  readonly slow: number;
}

export const noServiceFaults: ServiceFaults = { before: 0, after: 0, slow: 0 };

/** A service was unreachable, and the SDK has given up. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
}

export interface ServiceRequest<T> {
  /** Item concerned; requests are counted by it. */
  readonly item: string;
  readonly kind: 'read' | 'write';
  /** Carried out at one moment; once more when the answer was lost and the SDK retries. */
  readonly effect: () => Promise<T>;
}

/**
 * A service through its SDK: each request is atomic, and may be lost before or after it took
 * effect.
 */
export interface Service {
  /** @throws ServiceUnreachable when every attempt was lost */
  readonly call: <T>(container: Container, request: ServiceRequest<T>) => Promise<T>;
}

export interface ServiceOptions {
  readonly timeline: Timeline;
  readonly dice: Dice;
  /**
   * Attempts of the SDK: four for DynamoDB, three for the others (measured with the clients of
   * package.json).
   */
  readonly attempts: number;
  readonly faults: () => ServiceFaults;
  /** Called for each request that took effect. */
  readonly meter?: (item: string, kind: 'read' | 'write') => void;
}

const firstBackoffMs = 50;

export const createService = ({
  timeline,
  dice,
  attempts,
  faults,
  meter,
}: ServiceOptions): Service => {
  const attempt = async <T>(
    container: Container,
    { item, kind, effect }: ServiceRequest<T>,
  ): Promise<{ readonly value: T } | undefined> => {
    const { before, after, slow } = faults();
    const latencyMs = dice.chance(slow) ? dice.between(500, 4_000) : dice.between(2, 9);
    const sentMs = container.machineNow();
    const isLostBefore = dice.chance(before);
    const isLostAfter = dice.chance(after);
    await timeline.sleep(latencyMs / 2);
    if (isLostBefore) {
      await timeline.sleep(latencyMs / 2);
      return undefined;
    }
    meter?.(item, kind);
    const value = await effect();
    container.readDate(sentMs, latencyMs / 2);
    await timeline.sleep(latencyMs / 2);
    return isLostAfter ? undefined : { value };
  };

  return {
    call: (container, request) =>
      container.reach(async () => {
        for (let tried = 0; tried < attempts; tried += 1) {
          if (tried > 0) await timeline.sleep(dice.random() * firstBackoffMs * 2 ** tried);
          // A container that was killed meanwhile does not retry.
          if (container.isGone()) break;
          const answer = await attempt(container, request);
          if (answer !== undefined) return answer.value;
        }
        throw new ServiceUnreachable('The service could not be reached.');
      }),
  };
};
