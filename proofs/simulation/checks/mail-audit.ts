import type { MessageRecord } from '../../../shared/messages/message-record.ts';
import { describeMessage } from '../../../shared/messages/message-state.ts';
import type { MessageState, RecipientState } from '../../../shared/messages/recipient-state.ts';
import { scopesFor } from '../../../shared/suppression/scopes.ts';
import { mailboxOf } from '../models/mailboxes.ts';
import type { Accepted } from '../models/ses.ts';
import type { SesEvent } from '../models/ses-event.ts';
import type { Errand } from '../traffic.ts';
import type { Report } from './violation.ts';

/** One of the mails that services have put on a queue under one id. */
interface Rival {
  readonly errand: Errand;
  /** How often it lies among the dead letters. */
  deadLetters: number;
  /** One of them says that its id is that of another mail. */
  isRefused: boolean;
}

/** A message, and what is known of it from outside the pipeline. */
export interface Case {
  readonly subject: string;
  /** By {@link Errand.mark}: more than one where somebody used an id again for another mail. */
  readonly rivals: Map<string, Rival>;
  readonly accepted: (Accepted & { readonly departedMs: number })[];
  /** When mail to these recipients left for SES, whatever became of it. */
  readonly departures: {
    readonly atMs: number;
    readonly mark: string;
    readonly recipients: readonly string[];
  }[];
  /** Copies that were put on the queue, of all mails under the id. */
  copies: number;
  /**
   * Part → the tries (by when their copy came) in which SES refused it for good, as the table was
   * told.
   */
  readonly refusals: Map<string, Set<number>>;
  /** How often the end of a pause released it. */
  endsOfPauses: number;
  /** When a person released it: may the mail go out twice or not, they have taken it upon them. */
  readonly releasedMs: number[];
}

export interface MailAuditOptions {
  readonly now: () => number;
  readonly report: Report;
  readonly settleMs: number;
  readonly eventsMayBeMissing: boolean;
  readonly runsMayDie: boolean;
  /** A dead letter may be put twice when its answer is lost. */
  readonly answersMayBeLost: boolean;
  /**
   * SES publishes nothing of what it took when its events are lost: what the table says may then
   * lag behind the truth.
   */
  readonly eventsMayBeLost: boolean;
}

/** Each copy that is put on a queue, and each release, is a try of its own; no run is. */
const triesOf = ({ copies, releasedMs, endsOfPauses }: Case): number =>
  copies + releasedMs.length + endsOfPauses;

const suppressionKey = (address: string, scope: string): string => `${address} ${scope}`;

/** A mail of unknown outcome is sent once more. */
const mostCopies = 2;

/** Two machines hold their clocks by the table's to within a second. */
const clockToleranceMs = 2_000;
/**
 * What was written so long before a mail leaves holds for it, however long before that its run
 * began.
 */
const knownAfterMs = 5_000 + clockToleranceMs;

/** Holds the mail that SES took against the mail that was put on the queues. */
export const createMailAudit = ({
  now,
  report,
  settleMs,
  eventsMayBeMissing,
  eventsMayBeLost,
  runsMayDie,
  answersMayBeLost,
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

  /**
   * A missing event proves nothing unless those of later calls come; a person may decide otherwise.
   */
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

  /** An id names one mail: when SES has taken a part of it, no other one goes out under the id. */
  const checkOneMail = (one: Case, accepted: Accepted): void => {
    const other = one.accepted.find(({ mark }) => mark !== accepted.mark);
    if (other !== undefined)
      report(
        'conflict',
        one.subject,
        `SES took ${accepted.sesMessageId} under the id of another mail, ${other.sesMessageId}`,
      );
  };

  const checkEnvelope = (subject: string, errand: Errand, recipients: readonly string[]): void => {
    if (recipients.length === 0) report('conflict', subject, 'a mail leaves for nobody');
    if (recipients.some((recipient) => !errand.recipients.includes(recipient)))
      report('conflict', subject, 'a mail leaves for the recipients of another one');
  };

  /**
   * Nobody is written to who was suppressed, nothing of who was paused, and nothing that is out of
   * date.
   */
  const checkPermission = (
    subject: string,
    errand: Errand,
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
      const known = cases.get(subject);
      const rivals = known?.rivals ?? new Map<string, Rival>();
      if (!rivals.has(errand.mark))
        rivals.set(errand.mark, { errand, deadLetters: 0, isRefused: false });
      if (known !== undefined) known.copies += 1;
      else
        cases.set(subject, {
          ...{ subject, rivals, accepted: [], departures: [], refusals: new Map() },
          ...{ copies: 1, endsOfPauses: 0, releasedMs: [] },
        });
    },

    /** SES is called for a part of a message. */
    call: (subject: string, part: string): void => {
      const one = caseOf(subject);
      if (one !== undefined && (one.refusals.get(part)?.size ?? 0) >= triesOf(one))
        report(
          'state',
          subject,
          `SES is called for part ${part}, which it refused for good before`,
        );
    },

    /** It stands in the table that SES refused the part for good. */
    refuse: (subject: string, part: string, copyMs: number): void => {
      const refusals = caseOf(subject)?.refusals;
      refusals?.set(part, new Set(refusals.get(part)).add(copyMs));
    },

    /** A mail leaves for SES, in a run that began at `runStartedMs`. */
    depart: (
      subject: string,
      mark: string,
      recipients: readonly string[],
      runStartedMs: number,
    ): void => {
      const one = caseOf(subject);
      const errand = one?.rivals.get(mark)?.errand;
      if (one === undefined || errand === undefined) {
        report('state', subject, 'a mail left that nobody has put on a queue');
        return;
      }
      checkEnvelope(subject, errand, recipients);
      one.departures.push({ atMs: now(), mark, recipients });
      checkPermission(subject, errand, recipients, runStartedMs);
    },

    accept: (accepted: Accepted): void => {
      const one = caseOf(accepted.subject);
      if (one === undefined) return;
      const departedMs =
        one.departures.findLast(
          ({ mark, recipients }) =>
            mark === accepted.mark && recipients.join() === accepted.recipients.join(),
        )?.atMs ?? now();
      checkOneMail(one, accepted);
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
      const one = caseOf(subject);
      if (one !== undefined) one.endsOfPauses += 1;
      if (one?.accepted.some((accepted) => !isKnown(accepted)) === true)
        report('doubled', subject, 'the end of a pause releases mail that SES has taken already');
    },

    /** Its events could not be recorded, because the table was out of reach. */
    withhold: (subject: string): void => void withheld.add(subject),

    /** @param isConflict - the letter says that its id is that of another mail */
    deadLetter: (subject: string, mark: string, isConflict: boolean): void => {
      const one = caseOf(subject);
      const rival = one?.rivals.get(mark);
      if (one === undefined || rival === undefined) {
        report('state', subject, 'a dead letter that nobody has put on a queue');
        return;
      }
      rival.deadLetters += 1;
      if (!isConflict) return;
      rival.isRefused = true;
      if (one.rivals.size === 1)
        report('conflict', subject, 'a mail is refused for another that nobody has put on a queue');
      if (one.accepted.some((accepted) => accepted.mark === mark))
        report('conflict', subject, 'a mail is refused although the id is its own');
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
     * At the end of a history: every recipient of every message has exactly one end, it is a legal
     * one, and the table says the same.
     *
     * @param recordOf - what the table holds of a message
     */
    close: (recordOf: (subject: string) => MessageRecord | undefined): void => {
      for (const one of cases.values()) closeCase(one, recordOf(one.subject));
    },
  };

  /**
   * The mail that has the id has its end like any other, and all others are refused where somebody
   * sees it.
   */
  function closeCase(one: Case, record: MessageRecord | undefined): void {
    const rivals = [...one.rivals.values()];
    const [first] = rivals;
    const [taken] = one.accepted;
    const only = rivals.length === 1 ? first : undefined;
    const winner = taken === undefined ? only : one.rivals.get(taken.mark);
    if (rivals.some(({ isRefused }) => isRefused) && record?.conflictAtMs === undefined)
      report('conflict', one.subject, 'its status does not tell of the mail that was refused');
    for (const rival of rivals) {
      if (rival === winner) closeMail(one, rival, record);
      else closeLoser(one.subject, rival);
    }
  }

  /** A mail that came under the id of another, or one of several of which none went out. */
  function closeLoser(subject: string, { errand, deadLetters }: Rival): void {
    if (deadLetters > 0) return;
    const isExpired = errand.expiresAtMs !== undefined && errand.expiresAtMs <= now();
    if (!isExpired && !errand.recipients.every((recipient) => wasSuppressed(errand, recipient)))
      report('conflict', subject, 'a mail is gone that came under the id of another one');
  }

  function wasSuppressed({ tenantId, stream }: Errand, recipient: string): boolean {
    return scopesFor(tenantId, stream)
      .map((scope) => suppressionKey(recipient, scope))
      .some((key) => suppressedSinceMs.has(key) || softlySuppressed.has(key));
  }

  function closeMail(one: Case, rival: Rival, record: MessageRecord | undefined): void {
    const { subject } = one;
    const { errand, deadLetters } = rival;
    const status = record === undefined ? undefined : describeMessage(record);
    const wrong = (detail: string): void => report('state', subject, detail);

    if (!errand.isValid) {
      if (one.accepted.length > 0) wrong('a message that breaks the rules was sent');
      if (deadLetters === 0)
        report('lost', subject, 'a message that breaks the rules is not among the dead letters');
      if (status?.state !== 'rejected')
        wrong(`a message that breaks the rules is ${status?.state ?? 'unknown'}`);
      return;
    }
    if (!runsMayDie && !answersMayBeLost && deadLetters > triesOf(one))
      wrong(
        `it lies among the dead letters ${deadLetters} times, put on its queue ${one.copies} times`,
      );
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
      } else if (!isLegalEnd(one, rival, recipient, status?.state, state)) {
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
    { errand, deadLetters }: Rival,
    recipient: string,
    state: MessageState | undefined,
    recipientState: RecipientState | undefined,
  ): boolean {
    if (
      wasSuppressed(errand, recipient) &&
      (recipientState === 'suppressed' || one.accepted.length > 0 || deadLetters > 0)
    )
      return true;
    if ((recipientState ?? state) === 'expired')
      return errand.expiresAtMs !== undefined && errand.expiresAtMs <= now();
    if (deadLetters === 0) return false;
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
