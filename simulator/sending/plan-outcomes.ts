import type { Random } from '../../shared/system/ports.ts';
import { between } from '../account/chance.ts';
import {
  accountSuppressed,
  autoReply,
  bounced,
  delayed,
  globallySuppressed,
  mailboxFull,
  tenantSuppressed,
} from './bounced-recipients.ts';
import { type Fate, fateOf } from './mailbox-behaviour.ts';
import type { BouncedRecipient, Outcome, PlannedOutcome } from './outcome.ts';
import type { MailSuppression } from './suppression-of.ts';

export interface MailPlan {
  /** Addresses of the envelope. */
  readonly destinations: readonly string[];
  readonly suppression: MailSuppression;
  readonly hasVirus: boolean;
  /** First link of its HTML bodies, which `click@` follows. */
  readonly link?: string | undefined;
  /** Whether an out-of-office reply also causes a transient bounce. */
  readonly autoRepliesBounce: boolean;
  readonly random: Random;
}

/**
 * All outcomes of an accepted mail, in order of time.
 *
 * Simulated bounces of one call form one notification, and so do complaints.
 */
export const planOutcomes = (plan: MailPlan): readonly PlannedOutcome[] => {
  const { destinations, suppression, hasVirus, autoRepliesBounce, random } = plan;
  const draw = ({ outcome, fromMs, toMs }: TimedOutcome): PlannedOutcome => ({
    afterMs: between(random, fromMs, toMs),
    outcome,
  });
  const send: PlannedOutcome = { afterMs: 0, outcome: { kind: 'send' } };
  if (hasVirus) return [send, draw(badContent)];
  const fates = Map.groupBy(destinations, (address) =>
    fateOf(address, suppression.reasonOf(address)),
  );
  const withFate: WithFate = (...kinds) => kinds.flatMap((kind) => fates.get(kind) ?? []);
  const timed = [
    ...deliveries(withFate),
    ...bounces(withFate, suppression.list),
    ...complaints(withFate, suppression.list),
    ...(autoRepliesBounce ? autoReplies(withFate) : []),
    ...ownFates(withFate, plan.link),
  ];
  return [send, ...timed.map(draw)];
};

/** An outcome, and the range of its delay. */
interface TimedOutcome {
  readonly outcome: Outcome;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Recipients with one of these fates, in the order of the fates. */
type WithFate = (...kinds: readonly Fate[]) => readonly string[];

const soon = (outcome: Outcome): TimedOutcome => ({ outcome, fromMs: 200, toMs: 800 });
const later = (outcome: Outcome): TimedOutcome => ({ outcome, fromMs: 1000, toMs: 2000 });

const muchLater = (outcome: Outcome): TimedOutcome => ({ outcome, fromMs: 2500, toMs: 4000 });

const badContent: TimedOutcome = {
  outcome: { kind: 'reject', reason: 'Bad content' },
  fromMs: 100,
  toMs: 400,
};

const deliveries = (withFate: WithFate): readonly TimedOutcome[] =>
  byDomain(withFate('delivered', 'out-of-office', 'complains', 'is-opened', 'is-clicked')).map(
    (recipients) => soon({ kind: 'delivery', recipients }),
  );

/** Recipients of one domain share a delivery, as they would share a connection. */
const byDomain = (addresses: readonly string[]): readonly (readonly string[])[] => [
  ...Map.groupBy(addresses, (address) =>
    address.slice(address.lastIndexOf('@') + 1).toLowerCase(),
  ).values(),
];

const onList = {
  account: { subType: 'OnAccountSuppressionList', bounced: accountSuppressed },
  tenant: { subType: 'OnTenantSuppressionList', bounced: tenantSuppressed },
} as const;

const bounces = (withFate: WithFate, list: MailSuppression['list']): readonly TimedOutcome[] => [
  ...bounce('General', withFate('bounces').map(bounced)),
  ...bounce('Suppressed', withFate('globally-suppressed').map(globallySuppressed)),
  ...bounce(onList[list].subType, withFate('suppressed-bounce').map(onList[list].bounced)),
];

const bounce = (
  bounceSubType: string,
  recipients: readonly BouncedRecipient[],
): readonly TimedOutcome[] =>
  recipients.length === 0
    ? []
    : [soon({ kind: 'bounce', bounceType: 'Permanent', bounceSubType, recipients })];

const complaints = (withFate: WithFate, list: MailSuppression['list']): readonly TimedOutcome[] => {
  const complaining = withFate('complains');
  const listed = withFate('suppressed-complaint');
  const complaint: Outcome = {
    kind: 'complaint',
    recipients: complaining,
    complaintSubType: null,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
  };
  const suppressed: Outcome = {
    kind: 'complaint',
    recipients: listed,
    complaintSubType: onList[list].subType,
    userAgent: undefined,
    complaintFeedbackType: undefined,
  };
  return [
    ...(complaining.length === 0 ? [] : [later(complaint)]),
    ...(listed.length === 0 ? [] : [soon(suppressed)]),
  ];
};

const autoReplies = (withFate: WithFate): readonly TimedOutcome[] => {
  const recipients = withFate('out-of-office').map(autoReply);
  if (recipients.length === 0) return [];
  return [later({ kind: 'bounce', bounceType: 'Transient', bounceSubType: 'General', recipients })];
};

const visitor = { ipAddress: '192.0.2.80', userAgent: 'SES simulator' } as const;

/** What the simulator's own addresses cause beyond a delivery. */
const ownFates = (withFate: WithFate, link: string | undefined): readonly TimedOutcome[] => {
  const full = withFate('bounces-softly').map(mailboxFull);
  const late = withFate('is-delayed');
  const opened: TimedOutcome = later({ kind: 'open', visitor });
  const clicked: readonly TimedOutcome[] =
    link === undefined ? [] : [muchLater({ kind: 'click', visitor, link, linkTags: undefined })];
  return [
    ...(full.length === 0
      ? []
      : [
          soon({
            kind: 'bounce',
            bounceType: 'Transient',
            bounceSubType: 'MailboxFull',
            recipients: full,
          }),
        ]),
    ...(late.length === 0
      ? []
      : [
          soon({
            kind: 'deliveryDelay',
            delayType: 'TransientCommunicationFailure',
            recipients: late.map(delayed),
          }),
        ]),
    ...byDomain(late).map((recipients) => muchLater({ kind: 'delivery', recipients })),
    ...withFate('is-opened', 'is-clicked').map(() => opened),
    ...withFate('is-clicked').flatMap(() => clicked),
  ];
};
