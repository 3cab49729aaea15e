import type { Outcome } from '../sending/outcome.ts';
import type { MailFacts } from './mail-facts.ts';

/** Recipients that an outcome concerns. */
export const recipientsOf = (outcome: Outcome, facts: MailFacts): readonly string[] => {
  switch (outcome.kind) {
    case 'delivery':
    case 'complaint':
      return outcome.recipients;
    case 'deliveryDelay':
    case 'bounce':
      return outcome.recipients.map((recipient) => recipient.emailAddress);
    case 'send':
    case 'reject':
    case 'renderingFailure':
    case 'open':
    case 'click':
      return facts.destinations;
  }
};

/** Short text that distinguishes outcomes of one kind; undefined when there is none. */
export const detailOf = (outcome: Outcome): string | undefined => {
  switch (outcome.kind) {
    case 'bounce':
      return `${outcome.bounceType}/${outcome.bounceSubType}`;
    case 'deliveryDelay':
      return outcome.delayType;
    case 'complaint':
      return outcome.complaintSubType ?? outcome.complaintFeedbackType;
    case 'reject':
      return outcome.reason;
    case 'renderingFailure':
      return outcome.errorMessage;
    case 'click':
      return outcome.link;
    case 'open':
    case 'send':
    case 'delivery':
      return undefined;
  }
};
