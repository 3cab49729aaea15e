import { canaryTenant } from '../../canary/is-canary.ts';
import { type Check, judged } from '../check.ts';
import { failure, ok } from '../finding.ts';

/** Time within which the canary must be seen delivered; ms. */
export const canaryMs = 60_000;

/** The mail to the mailbox simulator. */
export const canaryCheck: Check = {
  id: 'canary',
  finds: `a mail to SES's mailbox simulator that is not seen delivered within ${canaryMs / 1000} seconds`,
  holds: 'a mail goes the whole way, and its feedback comes back',
  reads: ['sqs:SendMessage', 'dynamodb:GetItem'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html',
  judge: ({ canary, place }) =>
    judged(canary, '', (result) => {
      const status = `${place.command} status ${result.messageId} --tenant ${canaryTenant}`;
      switch (result.kind) {
        case 'delivered':
          return ok('', `sent and seen delivered in ${(result.tookMs / 1000).toFixed(1)} s`);
        case 'ended':
          return failure(
            result.messageId,
            `ended as ${result.state}: ${result.why}`,
            'See what its timeline says.',
            status,
          );
        case 'late':
          return failure(
            result.messageId,
            `is ${result.state} after ${canaryMs / 1000} s: ${whereIs(result.state)}`,
            'See the findings above; a queue with much mail in it also delays it.',
            status,
          );
        default:
          return result satisfies never;
      }
    }),
};

/** Where mail in a state waits. */
const whereIs = (state: string): string =>
  state === 'sent'
    ? 'SES has taken it, and no delivery came back'
    : state === 'waiting'
      ? 'nobody has taken it off its queue'
      : 'it is on its way';
