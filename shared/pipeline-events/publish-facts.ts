import { canaryTenant } from '../canary/is-canary.ts';
import { pipelineEvents } from '../remedies/told/pipeline-events.ts';
import { nameOfError } from '../system/name-of-error.ts';
import type { Clock, Random } from '../system/ports.ts';
import type { CountMetric, Log } from '../telemetry/ports.ts';
import { complainRarely } from './complain.ts';
import { type HashAddress, toPipelineEvent } from './event-fact.ts';
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
 * seconds. Whatever is not published then is counted and returned.
 */
export const publishFacts = (ports: PublishFactsPorts): PublishFacts => {
  const { clock, addressHasher } = ports;
  const complain = complainRarely(clock, ports.log);
  const targets = ports.targets.map((target) => publishTo({ ...ports, complain }, target));
  return async (noted, withinMs = publishWithinMs) => {
    // No service waits for what becomes of a canary.
    const facts = noted.filter(({ body }) => body.tenantId !== canaryTenant);
    if (facts.length === 0 || targets.length === 0) return new Map();
    const untilMs = clock.now() + Math.min(withinMs, publishWithinMs);
    const isAboutAddresses = facts.some(({ addresses }) => addresses.length > 0);
    const hashAddress = await (isAboutAddresses ? addressHasher : undefined)?.().catch(
      (error: unknown) => {
        complain('Events are published without address hashes: the key refuses.', {
          cause: nameOfError(error),
          ...pipelineEvents['no-hashes'],
        });
        return undefined;
      },
    );
    const byId = Map.groupBy(
      facts.map((fact) => ({ fact, event: toPipelineEvent(fact, hashAddress) })),
      ({ event }) => event.id,
    );
    const events = [...byId.values()].flatMap(([first]) =>
      first === undefined ? [] : [first.event],
    );
    const answers = await Promise.all(targets.map((publish) => publish(events, untilMs)));
    // What one target has lost may still come again for the other.
    const left = answers.flatMap((answer) => [...answer]);
    const lost = left.filter(([, how]) => how === 'lost');
    const again = left.filter(([, how]) => how === 'again');
    return new Map(
      [...lost, ...again].flatMap(([{ id }, how]) =>
        (byId.get(id) ?? []).map(({ fact }) => [fact, how] as const),
      ),
    );
  };
};

/** Publishes nothing: of a deployment without pipeline events. */
export const publishNothing: PublishFacts = async () => new Map();
