import type { Random } from '../../shared/system/ports.ts';
import { between } from '../account/chance.ts';
import type { SuppressionReason } from '../account/suppression-list.ts';
import type { LinkTags } from './tracked-html.ts';

/** What SES finds out about one mail after it has accepted it: the part of an event that differs from event to event. */
export type Outcome =
  | { readonly kind: 'send' }
  | { readonly kind: 'reject'; readonly reason: string }
  | { readonly kind: 'delivery'; readonly recipients: readonly string[] }
  | {
      readonly kind: 'bounce';
      readonly bounceType: 'Permanent' | 'Transient';
      readonly bounceSubType: string;
      readonly recipients: readonly BouncedRecipient[];
    }
  | {
      readonly kind: 'complaint';
      readonly recipients: readonly string[];
      readonly complaintSubType: string | null;
      readonly userAgent: string | undefined;
      readonly complaintFeedbackType: string | undefined;
    }
  | {
      readonly kind: 'renderingFailure';
      readonly templateName: string;
      readonly errorMessage: string;
    }
  | { readonly kind: 'open'; readonly visitor: Visitor }
  | {
      readonly kind: 'click';
      readonly visitor: Visitor;
      readonly link: string;
      readonly linkTags: LinkTags | undefined;
    };

/** Who fetched a tracking URL, as far as the request tells. */
export interface Visitor {
  readonly ipAddress: string;
  readonly userAgent: string;
}

export interface BouncedRecipient {
  readonly emailAddress: string;
  readonly action: string | undefined;
  readonly status: string | undefined;
  readonly diagnosticCode: string | undefined;
}

/** An outcome and how long after acceptance it is known. */
export interface PlannedOutcome {
  readonly afterMs: number;
  readonly outcome: Outcome;
}

/** What happens to a mail at one recipient. */
export type Fate =
  | 'delivered'
  | 'bounces'
  | 'out-of-office'
  | 'complains'
  | 'globally-suppressed'
  | 'suppressed-bounce'
  | 'suppressed-complaint';

const simulatorDomain = 'simulator.amazonses.com';

const simulatorFates: Readonly<Record<string, Fate>> = {
  success: 'delivered',
  bounce: 'bounces',
  ooto: 'out-of-office',
  complaint: 'complains',
  suppressionlist: 'globally-suppressed',
};

/** Whether the address belongs to the mailbox simulator, which the daily quota does not count. */
export const isSimulatorAddress = (address: string): boolean =>
  address.toLowerCase().endsWith(`@${simulatorDomain}`);

/**
 * The mailbox simulator's addresses, with or without `+label`, and everybody else, who gets his mail.
 *
 * @param suppressed - why the address is on the account's suppression list, if it is
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const fateOf = (address: string, suppressed: SuppressionReason | undefined): Fate => {
  if (suppressed !== undefined)
    return suppressed === 'BOUNCE' ? 'suppressed-bounce' : 'suppressed-complaint';
  if (!isSimulatorAddress(address)) return 'delivered';
  const localPart = address.slice(0, address.lastIndexOf('@')).toLowerCase().replace(/\+.*$/, '');
  return simulatorFates[localPart] ?? 'delivered';
};

const bounced = (emailAddress: string): BouncedRecipient => ({
  emailAddress,
  action: 'failed',
  status: '5.1.1',
  diagnosticCode: 'smtp; 550 5.1.1 user unknown',
});

const globalListText =
  'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address. ' +
  'For more information about how to remove an address from the suppression list, see the Amazon SES Developer Guide: ' +
  'https://docs.aws.amazon.com/ses/latest/DeveloperGuide/remove-from-suppressionlist.html';

const accountListText =
  'Amazon SES did not send the message to this address because it is on the suppression list for your account. ' +
  'For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide at ' +
  'https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html';

const suppressed =
  (text: string) =>
  (emailAddress: string): BouncedRecipient => ({
    emailAddress,
    action: 'failed',
    status: '5.1.1',
    diagnosticCode: text,
  });

const autoReply = (emailAddress: string): BouncedRecipient => ({
  emailAddress,
  action: undefined,
  status: undefined,
  diagnosticCode: undefined,
});

/** Those of one domain share a delivery, as they would share a connection. */
const byDomain = (addresses: readonly string[]): readonly (readonly string[])[] => [
  ...Map.groupBy(addresses, (address) =>
    address.slice(address.lastIndexOf('@') + 1).toLowerCase(),
  ).values(),
];

export interface MailPlan {
  /** Addresses of the envelope. */
  readonly destinations: readonly string[];
  readonly suppressionOf: (address: string) => SuppressionReason | undefined;
  readonly hasVirus: boolean;
  /** Whether an out-of-office reply comes back as a transient bounce too. */
  readonly autoRepliesBounce: boolean;
  readonly random: Random;
}

/**
 * All that will become known of an accepted mail, in the order in which it does.
 *
 * Simulated bounces of one call come back as one notification, and so do complaints.
 */
export const planOutcomes = (plan: MailPlan): readonly PlannedOutcome[] => {
  const { destinations, random } = plan;
  const soon = (outcome: Outcome, lowMs: number, highMs: number): PlannedOutcome => ({
    afterMs: between(random, lowMs, highMs),
    outcome,
  });
  const send: PlannedOutcome = { afterMs: 0, outcome: { kind: 'send' } };
  if (plan.hasVirus) return [send, soon({ kind: 'reject', reason: 'Bad content' }, 100, 400)];

  const fates = Map.groupBy(destinations, (address) =>
    fateOf(address, plan.suppressionOf(address)),
  );
  const of = (...kinds: readonly Fate[]): readonly string[] =>
    kinds.flatMap((kind) => fates.get(kind) ?? []);
  const bounce = (bounceSubType: string, recipients: readonly BouncedRecipient[]): Outcome => ({
    kind: 'bounce',
    bounceType: 'Permanent',
    bounceSubType,
    recipients,
  });

  const deliveries = byDomain(of('delivered', 'out-of-office', 'complains')).map((recipients) =>
    soon({ kind: 'delivery', recipients }, 200, 800),
  );
  const bounces = (
    [
      ['General', of('bounces').map(bounced)],
      ['Suppressed', of('globally-suppressed').map(suppressed(globalListText))],
      ['OnAccountSuppressionList', of('suppressed-bounce').map(suppressed(accountListText))],
    ] as const
  ).flatMap(([subType, recipients]) =>
    recipients.length === 0 ? [] : [soon(bounce(subType, recipients), 200, 800)],
  );

  const later: PlannedOutcome[] = [];
  const complaining = of('complains');
  if (complaining.length > 0) {
    const outcome = {
      kind: 'complaint',
      recipients: complaining,
      complaintSubType: null,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
    } as const;
    later.push(soon(outcome, 1000, 2000));
  }
  const listed = of('suppressed-complaint');
  if (listed.length > 0) {
    const outcome = {
      kind: 'complaint',
      recipients: listed,
      complaintSubType: 'OnAccountSuppressionList',
      userAgent: undefined,
      complaintFeedbackType: undefined,
    } as const;
    later.push(soon(outcome, 200, 800));
  }
  const away = of('out-of-office');
  if (plan.autoRepliesBounce && away.length > 0) {
    const recipients = away.map(autoReply);
    later.push(
      soon(
        { kind: 'bounce', bounceType: 'Transient', bounceSubType: 'General', recipients },
        1000,
        2000,
      ),
    );
  }
  return [send, ...deliveries, ...bounces, ...later];
};

const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

/** As much of it as stands on the first line in base64. */
const eicarInBase64 = Buffer.from(eicar).toString('base64').slice(0, 72);

/**
 * Whether the EICAR test file is in the message, as it is or as an attachment in base64: the way to be rejected by SES on purpose.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const containsEicar = (mime: Buffer): boolean =>
  mime.includes(eicarInBase64) || mime.includes(eicar);
