import type { Pause } from '../tenants/pauses.ts';
import type { Resume } from '../tenants/resumes.ts';
import type { EventFact } from './event-fact.ts';

/** Start of the pause that is published as in force, by scope; epoch ms. */
export type PublishedPauses = ReadonlyMap<string, number>;

/** Pauses and resumes of a tenant, and what services know of them. */
export interface PausesToPublish {
  readonly tenantId: string;
  readonly pauses: ReadonlyMap<string, Pick<Pause, 'by' | 'since'>>;
  /** The last resume of each scope. */
  readonly resumes: ReadonlyMap<string, Pick<Resume, 'by' | 'since'>>;
  readonly published: PublishedPauses;
}

/** Facts that services do not know yet, and what they know once these are published. */
export interface PauseNews {
  readonly facts: readonly EventFact[];
  readonly published: PublishedPauses;
}

/**
 * Compares the pauses of a tenant with what services know of them. Whoever pauses or resumes writes
 * nothing for this. A pause that began and ended between two comparisons is not published, and of
 * several that followed each other only the last.
 */
export const pauseNews = (tenant: PausesToPublish, nowMs: number): PauseNews => {
  const { tenantId, pauses, resumes, published } = tenant;
  const paused = [...pauses]
    .filter(([scope, { since }]) => published.get(scope) !== since)
    .map(
      ([scope, { by, since }]): EventFact => ({
        body: { type: 'tenant-paused', tenantId, scope, by, time: timeOf(since) },
        marks: [scope, since],
        addresses: [],
      }),
    );
  const resumed = [...published]
    .filter(([scope]) => !pauses.has(scope))
    .map(([scope, since]): EventFact => {
      const resume = resumes.get(scope);
      const by = resume === undefined ? {} : { by: resume.by };
      return {
        body: {
          type: 'tenant-resumed',
          tenantId,
          scope,
          ...by,
          time: timeOf(resume?.since ?? nowMs),
        },
        marks: [scope, since],
        addresses: [],
      };
    });
  return {
    facts: [...paused, ...resumed],
    published: new Map([...pauses].map(([scope, { since }]) => [scope, since])),
  };
};

const timeOf = (ms: number): string => new Date(ms).toISOString();
