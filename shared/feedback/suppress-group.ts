import { happenedAt, isNotSpam, softBouncesOf, suppressionFor } from '../suppression/policy.ts';
import { everyTenant, tenantScope } from '../suppression/scopes.ts';
import { type Attribution, namesAnotherTenant } from './attribution.ts';
import type { FeedbackPorts, Group } from './feedback-batch.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { logOptOutOfNothing, logUnreadable } from './log-oddities.ts';

/** Writes the suppressions that follow from the events of a group. */
export const suppressGroup = async (
  { subject, received }: Group,
  ports: FeedbackPorts,
): Promise<void> => {
  for (const { event } of received) {
    if (subject.isConfined && namesAnotherTenant(event, subject.tenantId)) {
      ports.log('warn', 'feedback names another tenant than the one its topic belongs to', {
        tenantId: subject.tenantId,
        eventId: event.eventId,
      });
    }
    logUnreadable(event, ports.log);
    logOptOutOfNothing(event, ports.log);
    await suppress(event, subject, ports);
  }
};

const suppress = async (
  event: FeedbackEvent,
  { tenantId, isConfined }: Attribution,
  ports: FeedbackPorts,
): Promise<void> => {
  const context = { tenantId, nowMs: ports.clock.now() };
  const lifted = isNotSpam(event) ? event.recipients : [];
  await Promise.all([
    ...lifted.map((address) =>
      ports.liftComplaint(address, tenantScope(tenantId), happenedAt(event, context.nowMs)),
    ),
    ...suppressionFor(event, context).map((entry) =>
      ports.suppress(
        isConfined && entry.scope === everyTenant
          ? { ...entry, scope: tenantScope(tenantId) }
          : entry,
      ),
    ),
    ...softBouncesOf(event, context).map((bounce) => ports.noteSoftBounce(bounce)),
  ]);
};
