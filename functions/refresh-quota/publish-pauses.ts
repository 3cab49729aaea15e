import { type PausesToPublish, pauseNews } from '../../shared/pipeline-events/pause-facts.ts';
import type { PublishFacts } from '../../shared/pipeline-events/ports.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';

export interface PublishPausesPorts {
  /** Pauses of every tenant whose item can be read. */
  readonly listPauses: () => Promise<readonly PausesToPublish[]>;
  /** Notes in the item of a tenant what services know of its pauses. */
  readonly notePublished: (
    tenantId: string,
    published: PausesToPublish['published'],
  ) => Promise<void>;
  readonly publishFacts: PublishFacts;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Publishes which tenants were paused and resumed since the last run. What could not be published or
 * noted is published by a later run, under the same id. Never rejects: the quota has to be read
 * whatever becomes of this.
 */
export const publishPauses = async (ports: PublishPausesPorts): Promise<void> => {
  const { listPauses, notePublished, publishFacts, clock, log } = ports;
  try {
    const nowMs = clock.now();
    const tenants = await listPauses();
    const news = tenants.map((tenant) => ({ tenant, ...pauseNews(tenant, nowMs) }));
    const unpublished = await publishFacts(news.flatMap(({ facts }) => facts));
    const known = news.filter(
      ({ facts }) => facts.length > 0 && !facts.some((fact) => unpublished.has(fact)),
    );
    for (const { tenant, published } of known) await notePublished(tenant.tenantId, published);
  } catch (error) {
    log('warn', 'Pauses could not be published; the next run publishes them.', {
      cause: nameOfError(error),
    });
  }
};
