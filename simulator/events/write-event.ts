import type { Outcome } from '../sending/outcome.ts';
import type { MailFacts, Occurrence } from './mail-facts.ts';
import { commonMail, headerFields, tagsField } from './mail-object.ts';
import { outcomeDetails } from './outcome-details.ts';

/** Values of `eventType`; one of them has a space. */
const eventNames = {
  send: 'Send',
  reject: 'Reject',
  delivery: 'Delivery',
  bounce: 'Bounce',
  complaint: 'Complaint',
  deliveryDelay: 'DeliveryDelay',
  renderingFailure: 'Rendering Failure',
  open: 'Open',
  click: 'Click',
} as const satisfies Record<Outcome['kind'], string>;

/** SNS subject of event publishing; identity feedback has none. */
export const eventSubject = 'Amazon SES Email Event Notification';

/**
 * Event as the destination of a configuration set receives it: JSON and a line break, which SNS's
 * signature covers.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const writeEvent = (mail: MailFacts, occurrence: Occurrence): string => {
  const { outcome } = occurrence;
  const headers =
    outcome.kind === 'renderingFailure' ? { headersTruncated: false } : headerFields(mail);
  return `${JSON.stringify({
    eventType: eventNames[outcome.kind],
    mail: { ...commonMail(mail), ...headers, tags: tagsField(mail, outcome) },
    ...outcomeDetails(mail, occurrence, 'event'),
  })}\n`;
};
