import { nameOfError } from '../system/name-of-error.ts';
import type { Clock, Random } from '../system/ports.ts';
import type { CountMetric, Log } from '../telemetry/ports.ts';
import { complainRarely } from './complain.ts';
import { type EventFact, type HashAddress, toPipelineEvent } from './event-fact.ts';
import type { PipelineEvent } from './pipeline-event.ts';
import type { EventTarget, PublishFacts } from './ports.ts';
import { publishTo } from './publish-to.ts';

export interface PublishFactsPorts {
  /** Empty where the deployment publishes nothing. */
  readonly targets: readonly EventTarget[];
  /** Undefined where nothing of addresses is published. Rejects while the key cannot be used. */
  readonly addressHasher: (() => Promise<HashAddress>) | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly count: CountMetric;
  readonly log: Log;
}

/** Time for the tries of one call; ms. Mail and feedback wait for it. */
const publishWithinMs = 2_000;

/**
 * Publishes facts as events, in batches, to all targets at once. What fails is tried again for two
 * seconds. Whatever is not published then is counted, and returned if it may be when it comes again.
 */
export const publishFacts = (ports: PublishFactsPorts): PublishFacts => {
  const { clock, addressHasher } = ports;
  const complain = complainRarely(clock, ports.log);
  const targets = ports.targets.map((target) => publishTo({ ...ports, complain }, target));
  return async (facts, withinMs = publishWithinMs) => {
    if (facts.length === 0 || targets.length === 0) return new Set();
    const untilMs = clock.now() + Math.min(withinMs, publishWithinMs);
    const hashAddress = await addressHasher?.().catch((error: unknown) => {
      complain('Events are published without address hashes: the key refuses.', {
        cause: nameOfError(error),
        remedy: 'Check ADDRESS_KEY, the key that it names, and the permissions on it.',
      });
      return undefined;
    });
    const byId = Map.groupBy(
      facts.map((fact) => ({ fact, event: toPipelineEvent(fact, hashAddress) })),
      ({ event }) => event.id,
    );
    const events = [...byId.values()].flatMap(([first]) =>
      first === undefined ? [] : [first.event],
    );
    const left = await Promise.all(targets.map((publish) => publish(events, untilMs)));
    const ids = new Set(left.flat().map(({ id }: PipelineEvent) => id));
    return new Set([...ids].flatMap((id) => (byId.get(id) ?? []).map(({ fact }) => fact)));
  };
};

/** Publishes nothing: of a deployment without pipeline events. */
export const publishNothing: PublishFacts = async () => new Set<EventFact>();
