import type { MessageRecord } from '../../shared/email/message-record.ts';
import {
  describeMessage,
  type MessageState,
  type RecipientState,
} from '../../shared/email/message-state.ts';
import { scopesFor } from '../../shared/suppression/scopes.ts';
import { mailboxOf } from '../models/mailboxes.ts';
import type { Accepted } from '../models/ses.ts';
import type { SesEvent } from '../models/topic.ts';
import type { Errand } from '../traffic.ts';
import type { Report } from './violation.ts';

/** A message, and what is known of it from outside the pipeline. */
export interface Case {
  readonly subject: string;
  readonly errand: Errand;
  readonly accepted: (Accepted & { readonly departedMs: number })[];
  /** When mail to these recipients left for SES, whatever became of it. */
  readonly departures: { readonly atMs: number; readonly recipients: readonly string[] }[];
  /** How often it lies among the dead letters. */
  deadLetters: number;
  /** When a person released it: may the mail go out twice or not, they have taken it upon them. */
  readonly releasedMs: number[];
}

export interface MailAuditOptions {
  readonly now: () => number;
  readonly report: Report;
  readonly settleMs: number;
  readonly eventsMayBeMissing: boolean;
  readonly runsMayDie: boolean;
  /** SES publishes nothing of what it took when its events are lost: what the table says may then lag behind the truth. */
  readonly eventsMayBeLost: boolean;
}

const suppressionKey = (address: string, scope: string): string => `${address} ${scope}`;

/** A mail of unknown outcome is sent once more. */
const mostCopies = 2;

/** Two machines hold their clocks by the table's to within a second. */
const clockToleranceMs = 2_000;
/** What was written so long before a mail leaves holds for it, however long before that its run began. */
const knownAfterMs = 5_000 + clockToleranceMs;

/** Holds the mail that SES took against the mail that was put on the queues. */
export const createMailAudit = ({
  now,
  report,
  settleMs,
  eventsMayBeMissing,
  eventsMayBeLost,
  runsMayDie,
}: MailAuditOptions) => {
  const cases = new Map<string, Case>();
  const suppressedSinceMs = new Map<string, number>();
  const softlySuppressed = new Set<string>();
  const pausedSinceMs = new Map<string, number>();
  /** SES ids of which an event was recorded and acknowledged. */
  const acknowledged = new Set<string>();
  /** SES's time of the newest call whose Send event stands in the table. */
  let newestToldMs = Number.NEGATIVE_INFINITY;
  /** Messages whose events a recorder could not write, because the table was out of reach. */
  const withheld = new Set<string>();

  const suppressed = (address: string, scope: string): void => {
    const key = suppressionKey(address, scope);
    if (!suppressedSinceMs.has(key)) suppressedSinceMs.set(key, now());
  };

  const caseOf = (subject: string): Case | undefined => cases.get(subject);

  /** A missing event proves nothing unless those of later calls come; a person may decide otherwise. */
  const mayGoTwice = (one: Case, before: Accepted): boolean =>
    newestToldMs > before.atMs || one.releasedMs.some((atMs) => atMs >= before.atMs);

  /** Whatever the events do, nobody gets a mail a third time by itself. */
  const checkCopies = (one: Case, accepted: Accepted): void => {
    const allowed = mostCopies + one.releasedMs.length;
    for (const recipient of accepted.recipients) {
      const copies = one.accepted.filter(({ recipients }) => recipients.includes(recipient)).length;
      if (copies > allowed)
        report(
          'doubled',
          one.subject,
          `SES took ${accepted.sesMessageId}, copy ${copies} for one recipient, and a person released it ${one.releasedMs.length} times`,
        );
    }
  };

  const checkDoubled = (one: Case, accepted: Accepted, departedMs: number): void => {
    for (const before of one.accepted) {
      const twice = accepted.recipients.filter((recipient) =>
        before.recipients.includes(recipient),
      );
      if (twice.length === 0) continue;
      const sinceMs = departedMs - before.departedMs;
      const wasSettled = acknowledged.has(before.sesMessageId);
      const isExcused =
        (eventsMayBeMissing || withheld.has(one.subject)) &&
        !wasSettled &&
        sinceMs >= settleMs - clockToleranceMs &&
        mayGoTwice(one, before);
      if (isExcused) continue;
      const why = wasSettled
        ? 'although its event was recorded'
        : `${Math.round(sinceMs / 1000)} s after the first, with ${newestToldMs > before.atMs ? 'later calls' : 'no later call'} told of`;
      report(
        'doubled',
        one.subject,
        `SES took ${accepted.sesMessageId} for a recipient of ${before.sesMessageId}, ${why}`,
      );
    }
  };

  /** Nobody is written to who was suppressed, nothing of who was paused, and nothing that is out of date. */
  const checkPermission = (
    { subject, errand }: Case,
    recipients: readonly string[],
    runStartedMs: number,
  ): void => {
    const isKnown = (sinceMs: number | undefined): boolean =>
      sinceMs !== undefined && (sinceMs <= runStartedMs || sinceMs <= now() - knownAfterMs);
    const ago = (sinceMs = 0): string => `${Math.round((now() - sinceMs) / 1000)} s ago`;
    const { tenantId, stream, expiresAtMs } = errand;
    if (expiresAtMs !== undefined && expiresAtMs <= now() - clockToleranceMs)
      report('expired', subject, `mail leaves that expired ${ago(expiresAtMs)}`);
    const pausedMs = pausedSinceMs.get(tenantId);
    if (isKnown(pausedMs))
      report('paused', subject, `mail of a tenant leaves that was paused ${ago(pausedMs)}`);
    for (const recipient of recipients) {
      for (const scope of scopesFor(tenantId, stream)) {
        const sinceMs = suppressedSinceMs.get(suppressionKey(recipient, scope));
        if (isKnown(sinceMs))
          report(
            'suppressed',
            subject,
            `mail leaves although ${scope} was suppressed ${ago(sinceMs)}`,
          );
      }
    }
  };

  return {
    enqueue: (subject: string, errand: Errand): void => {
      if (!cases.has(subject))
        cases.set(subject, {
          ...{ subject, errand, accepted: [], departures: [] },
          ...{ deadLetters: 0, releasedMs: [] },
        });
    },

    /** A mail leaves for SES, in a run that began at `runStartedMs`. */
    depart: (subject: string, recipients: readonly string[], runStartedMs: number): void => {
      const one = caseOf(subject);
      if (one === undefined) {
        report('state', subject, 'a mail left that nobody has put on a queue');
        return;
      }
      one.departures.push({ atMs: now(), recipients });
      checkPermission(one, recipients, runStartedMs);
    },

    accept: (accepted: Accepted): void => {
      const one = caseOf(accepted.subject);
      if (one === undefined) return;
      const departedMs =
        one.departures.findLast(
          ({ recipients }) => recipients.join() === accepted.recipients.join(),
        )?.atMs ?? now();
      checkDoubled(one, accepted, departedMs);
      one.accepted.push({ ...accepted, departedMs });
      checkCopies(one, accepted);
    },

    /** A Send event of a call of then stands in the table. */
    told: (callMs: number): void => {
      newestToldMs = Math.max(newestToldMs, callMs);
    },

    /** A person releases it. */
    release: (subject: string): void => void caseOf(subject)?.releasedMs.push(now()),

    /** The end of a pause releases it, which nobody decided. */
    releaseByPause: (subject: string, record: MessageRecord | undefined): void => {
      const isKnown = ({ part }: Accepted): boolean =>
        record?.sent.some((sent) => String(sent.part) === part) ?? false;
      if (caseOf(subject)?.accepted.some((accepted) => !isKnown(accepted)) === true)
        report('doubled', subject, 'the end of a pause releases mail that SES has taken already');
    },

    /** Its events could not be recorded, because the table was out of reach. */
    withhold: (subject: string): void => void withheld.add(subject),

    deadLetter: (subject: string): void => {
      const one = caseOf(subject);
      if (one === undefined)
        report('state', subject, 'a dead letter that nobody has put on a queue');
      else one.deadLetters += 1;
    },

    acceptedRecipients: (): number =>
      [...cases.values()].reduce(
        (sum, one) =>
          sum + one.accepted.reduce((all, { recipients }) => all + recipients.length, 0),
        0,
      ),

    suppressed,

    suppressedByEvent: (address: string, scope: string): void => {
      const mailbox = mailboxOf(address);
      if (mailbox !== 'gone' && mailbox !== 'angry')
        report('state', undefined, 'an address is suppressed that neither bounced nor complained');
      suppressed(address, scope);
    },

    /** Soft bounces in a row suppress for a time: a reason not to send, that ends by itself. */
    suppressedForAWhile: (address: string, scope: string): void =>
      void softlySuppressed.add(suppressionKey(address, scope)),

    /** An operator pauses a tenant, or resumes its mail. */
    pause: (tenantId: string): void => void pausedSinceMs.set(tenantId, now()),
    resume: (tenantId: string): void => void pausedSinceMs.delete(tenantId),

    acknowledge: (event: SesEvent): void => void acknowledged.add(event.sesMessageId),

    /**
     * At the end of a history: every recipient of every message has exactly one end, it is a legal one, and the table says the same.
     *
     * @param recordOf - what the table holds of a message
     */
    close: (recordOf: (subject: string) => MessageRecord | undefined): void => {
      for (const one of cases.values()) closeCase(one, recordOf(one.subject));
    },
  };

  function closeCase(one: Case, record: MessageRecord | undefined): void {
    const { subject, errand } = one;
    const status = record === undefined ? undefined : describeMessage(record);
    const wrong = (detail: string): void => report('state', subject, detail);

    if (!errand.isValid) {
      if (one.accepted.length > 0) wrong('a message that breaks the rules was sent');
      if (one.deadLetters === 0)
        report('lost', subject, 'a message that breaks the rules is not among the dead letters');
      if (status?.state !== 'rejected')
        wrong(`a message that breaks the rules is ${status?.state ?? 'unknown'}`);
      return;
    }
    for (const recipient of errand.recipients) {
      const accepted = one.accepted.find(({ recipients }) => recipients.includes(recipient));
      const state = status?.recipients[recipient];
      if (accepted !== undefined) {
        const expected = expectedState(recipient);
        const isTold =
          state !== undefined &&
          (expected.includes(state) || (eventsMayBeLost && stillOpen.includes(state)));
        if (!isTold)
          wrong(`SES took the mail for a recipient and the table says ${state ?? 'nothing'}`);
      } else if (!isLegalEnd(one, recipient, status?.state, state)) {
        const said =
          status === undefined
            ? 'the table does not know it'
            : `the table says ${state ?? status.state}`;
        report('lost', subject, `SES never took the mail for a recipient, and ${said}`);
      }
    }
  }

  /** A recipient whom no mail reached: for a reason that is true. */
  function isLegalEnd(
    one: Case,
    recipient: string,
    state: MessageState | undefined,
    recipientState: RecipientState | undefined,
  ): boolean {
    const { errand } = one;
    const isSuppressed = scopesFor(errand.tenantId, errand.stream)
      .map((scope) => suppressionKey(recipient, scope))
      .some((key) => suppressedSinceMs.has(key) || softlySuppressed.has(key));
    if (
      isSuppressed &&
      (recipientState === 'suppressed' || one.accepted.length > 0 || one.deadLetters > 0)
    )
      return true;
    if ((recipientState ?? state) === 'expired')
      return errand.expiresAtMs !== undefined && errand.expiresAtMs <= now();
    if (one.deadLetters === 0) return false;
    // Refused by SES, or given up because run after run died of it.
    return (
      mailboxOf(recipient) === 'refused' || (runsMayDie && (recipientState ?? state) === 'failed')
    );
  }
};

/** What the table may say of mail that SES took when the events that tell of it are lost. */
const stillOpen: readonly RecipientState[] = [
  'sent',
  'sending',
  'held',
  'delivered',
  'expired',
  'suppressed',
];

/** What the table has to say of a recipient whose mail SES took, once all events have come. */
const expectedState = (recipient: string): readonly RecipientState[] => {
  switch (mailboxOf(recipient)) {
    case 'gone':
    case 'full':
      return ['bounced'];
    case 'angry':
      return ['complained'];
    default:
      return ['delivered'];
  }
};

export type MailAudit = ReturnType<typeof createMailAudit>;
