import type { Log } from '../telemetry/ports.ts';
import type { Group } from './feedback-batch.ts';

/**
 * Warns of notifications of identities that are not counted. One log line per batch, because an
 * identity that also reports deliveries sends one notification per mail.
 */
export const warnOfCopies = (groups: readonly Group[], log: Log): void => {
  const events = eventsIn(groups.filter(({ subject }) => subject.isCopy));
  if (events > 0)
    log(
      'warn',
      'notifications of an identity suppress and are kept, but are not counted: to have them counted, and noted on their messages, deploy with identityFeedback=true',
      { events },
    );
};

/** Most tenants that a line names; more have the same mistake in common. */
const mostNamed = 10;

/** Warns, once per batch, of mail that is no tenant's, and of tenants that claim the same sender. */
export const warnOfUnassigned = (groups: readonly Group[], log: Log): void => {
  const unassigned = groups.filter(({ subject }) => !subject.isTenantKnown);
  const disputed = unassigned.filter(({ subject }) => claimants(subject).length > 0);
  if (unassigned.length > disputed.length)
    log(
      'warn',
      'feedback about mail whose sender no tenant claims is kept under unassigned: list it with ses-pipeline unassigned',
      { events: eventsIn(unassigned) - eventsIn(disputed) },
    );
  if (disputed.length > 0)
    log(
      'warn',
      'feedback about mail whose sender several tenants claim is kept under unassigned: leave the sender to one of them',
      {
        events: eventsIn(disputed),
        tenantIds: [...new Set(disputed.flatMap(({ subject }) => claimants(subject)))].slice(
          0,
          mostNamed,
        ),
      },
    );
};

const claimants = ({ foreign }: Group['subject']): readonly string[] => foreign?.disputedBy ?? [];

const eventsIn = (groups: readonly Group[]): number =>
  groups.reduce((sum, { received }) => sum + received.length, 0);
