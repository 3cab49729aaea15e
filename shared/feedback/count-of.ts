import { areCanaries } from '../canary/is-canary.ts';
import { isListEcho, isNotSpam, isValidationVerdict } from '../suppression/policy.ts';
import type { Count } from '../telemetry/ports.ts';
import type { FeedbackEvent } from './feedback-event.ts';

const byAgent = {
  open: { human: 'OpenedByHuman', bot: 'OpenedByBot' },
  click: { human: 'ClickedByHuman', bot: 'ClickedByBot' },
} as const;

/**
 * The metric of an event: a number of recipients, counted as SES's own rates count them; undefined
 * when the event adds nothing.
 *
 * Addresses that SES reports only because they are on its suppression lists are no new bounces or
 * complaints. Canaries count for nothing: a third of them bounces on purpose.
 *
 * @param tenantId - undefined when the tenant is not known
 */
export const countOf = (event: FeedbackEvent, tenantId: string | undefined): Count | undefined => {
  const name = nameOf(event);
  if (name === undefined || areCanaries(tenantId, event.recipients)) return undefined;
  const { configurationSet } = event;
  return {
    name,
    value: amountOf(event),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(configurationSet === undefined ? {} : { configurationSet }),
  };
};

const nameOf = (event: FeedbackEvent): Count['name'] | undefined => {
  switch (event.kind) {
    case 'send':
    case 'subscription':
      // The sender counts what SES accepts; counting its Send event would double it.
      return undefined;
    case 'delivery':
      return 'Delivered';
    case 'bounce':
      if (isListEcho(event)) return undefined;
      if (isValidationVerdict(event)) return 'SoftBounced';
      return event.reason?.split('/')[0] === 'Permanent' ? 'Bounced' : 'SoftBounced';
    case 'complaint':
      return isListEcho(event) || isNotSpam(event) ? undefined : 'Complained';
    case 'reject':
      return 'Rejected';
    case 'open':
      return 'Opened';
    case 'click':
      return 'Clicked';
    case 'deliveryDelay':
      return 'Delayed';
    case 'renderingFailure':
      return 'RenderingFailed';
    default:
      return event.kind satisfies never;
  }
};

/**
 * Number of recipients to count. An open or click is the act of one person, although SES lists all
 * recipients of the mail. A complaint may name nobody and still counts as one. Unreadable
 * recipients count too.
 */
const amountOf = (event: FeedbackEvent): number =>
  event.kind === 'open' || event.kind === 'click'
    ? 1
    : Math.max(1, event.recipients.length + event.unreadable);

/**
 * All metrics of an event: its own count and, for an open or click that SES attributes to a person
 * or a program, a second count under that name. The agent is part of the name and not a dimension,
 * so that the number of metrics does not multiply with the tenants.
 */
export const countsOf = (event: FeedbackEvent, tenantId: string | undefined): readonly Count[] => {
  const count = countOf(event, tenantId);
  if (count === undefined) return [];
  const { kind, agent } = event;
  return (kind === 'open' || kind === 'click') && agent !== undefined
    ? [count, { ...count, name: byAgent[kind][agent] }]
    : [count];
};
