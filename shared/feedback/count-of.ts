import { isListEcho, isNotSpam, isValidationVerdict } from '../suppression/policy.ts';
import type { Count } from '../telemetry/ports.ts';
import type { FeedbackEvent } from './feedback-event.ts';

const byAgent = {
  open: { human: 'OpenedByHuman', bot: 'OpenedByBot' },
  click: { human: 'ClickedByHuman', bot: 'ClickedByBot' },
} as const;

const nameOf = (event: FeedbackEvent): Count['name'] | undefined => {
  switch (event.kind) {
    case 'send':
    case 'subscription':
      // The sender counts what SES accepted; counting its echo would double it.
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
 * An open or click is one act of one person, though SES names all whom the mail went to; a
 * complaint may name nobody. Whoever cannot be read is somebody all the same.
 */
const amountOf = (event: FeedbackEvent): number =>
  event.kind === 'open' || event.kind === 'click'
    ? 1
    : Math.max(1, event.recipients.length + event.unreadable);

/**
 * What an event adds to the metrics: recipients, as SES's own rates count them; undefined when it
 * adds nothing.
 *
 * Addresses that SES only reports from its own suppression lists are no new bounces or complaints.
 *
 * @param tenantId - undefined where nothing says whose mail it was
 */
export const countOf = (event: FeedbackEvent, tenantId: string | undefined): Count | undefined => {
  const name = nameOf(event);
  if (name === undefined) return undefined;
  const { configurationSet } = event;
  return {
    name,
    value: amountOf(event),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(configurationSet === undefined ? {} : { configurationSet }),
  };
};

/**
 * All that an event adds to the metrics: its own count, and for opens and clicks of which SES says
 * who it was the count of those by people or by programs beside it. They are names and no
 * dimensions: three metrics each, however many tenants there are.
 */
export const countsOf = (event: FeedbackEvent, tenantId: string | undefined): readonly Count[] => {
  const count = countOf(event, tenantId);
  if (count === undefined) return [];
  const { kind, agent } = event;
  return (kind === 'open' || kind === 'click') && agent !== undefined
    ? [count, { ...count, name: byAgent[kind][agent] }]
    : [count];
};
