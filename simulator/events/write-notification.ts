import type { NotificationType } from '../account/identities.ts';
import type { Outcome } from '../sending/outcome.ts';
import type { MailFacts, Occurrence } from './mail-facts.ts';
import { commonMail, headerFields } from './mail-object.ts';
import { outcomeDetails } from './outcome-details.ts';

/**
 * Notification as the topic of an identity receives it; undefined for outcomes that identity
 * feedback does not report.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
export const writeNotification = (
  mail: MailFacts,
  occurrence: Occurrence,
  withHeaders: boolean,
): string | undefined => {
  const notificationType = notificationTypeOf(occurrence.outcome);
  if (notificationType === undefined) return undefined;
  return JSON.stringify({
    notificationType,
    mail: {
      ...commonMail(mail),
      sourceIp: mail.sourceIp,
      callerIdentity: mail.callerIdentity,
      ...(withHeaders ? headerFields(mail) : {}),
    },
    ...outcomeDetails(mail, occurrence, 'notification'),
  });
};

/** Type of identity feedback for this outcome; undefined when there is none. */
export const notificationTypeOf = (outcome: Outcome): NotificationType | undefined => {
  switch (outcome.kind) {
    case 'bounce':
      return 'Bounce';
    case 'complaint':
      return 'Complaint';
    case 'delivery':
      return 'Delivery';
    case 'send':
    case 'deliveryDelay':
    case 'reject':
    case 'renderingFailure':
    case 'open':
    case 'click':
      return undefined;
  }
};
