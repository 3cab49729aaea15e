import type { SendTime } from '../../shared/pacing/pace.ts';
import {
  jointKeyOf,
  mayGoJointly,
  mostJointBytes,
  mostJointMails,
  ownBytesOf,
  scopeOfJointRefusal,
} from '../../shared/ses-api/joint-request.ts';
import type {
  JointAnswer,
  Mail,
  SendAnswer,
  SendJointly,
  TemplatedMail,
} from '../../shared/ses-api/ports.ts';
import { isNonEmpty } from '../../shared/system/non-empty.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { Call } from './call.ts';

/**
 * The answer to one call. `late`: SES did not take it, and its slot is over or was used by a request
 * that SES refused because of another mail; it needs another slot.
 */
export type CallAnswer = SendAnswer | { readonly kind: 'late' };

/** Gathers mails of one run and one account that are due at about the same time. */
export interface JointRequests {
  /**
   * A seat for a mail, taken ahead of its slot, so that mails before it know that it comes.
   *
   * @param time - when the mail may leave
   * @param sendAlone - sends the mail by a request of its own, or says that it is late
   */
  readonly seatFor: (mail: Mail, time: SendTime, sendAlone: () => Promise<CallAnswer>) => Seat;
  /**
   * How much earlier than usual a call is handed over, so that its seat is taken by the time that a
   * mail before it would wait for it; ms.
   */
  readonly aheadMs: (call: Pick<Call, 'prepared' | 'recipients'>) => number;
}

/** The place of one mail in a joint request. */
export interface Seat {
  /**
   * Sends the mail; to be called once, at its slot. Others may come in its request, so it leaves a
   * little later, but never after the time that its slot allows.
   *
   * @returns the mail's own answer
   */
  readonly send: () => Promise<CallAnswer>;
  /** The mail does not come after all. Does nothing when it was sent. */
  readonly leave: () => void;
}

export interface JointRequestsPorts {
  /** Undefined where the account has no joint requests; then each mail goes alone. */
  readonly sendJointly: SendJointly | undefined;
  /** {@link SendingAccount.pausedAtSes} */
  readonly pausedAtSes: Map<string, number>;
  /** When SES last throttled the account, as far as this worker knows; epoch ms, 0 when never. */
  readonly throttledAtMs: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Longest wait of a mail for others; ms. It waits half the time that its slot leaves it, if that is
 * less, so that it still leaves in time.
 */
export const longestGatheringMs = 150;

/** Name in `pausedAtSes` of joint requests. */
const jointRequestsName = 'joint-requests';

/**
 * How long an account makes no joint request after SES refused one as such, or throttled; ms. Mails
 * that leave together need a burst that SES may not allow, so then they go as evenly as their slots.
 */
const jointPauseMs = 300_000;

/** A mail at its slot, that waits for the request to leave. */
interface Waiting {
  readonly mail: TemplatedMail;
  readonly bytes: number;
  readonly untilMs: number;
  readonly closesAtMs: number;
  readonly sendAlone: () => Promise<CallAnswer>;
  readonly answer: PromiseWithResolvers<CallAnswer>;
}

/** Mails of one key: those that wait at their slots, and those that are to come. */
interface Gathering {
  readonly commonBytes: number;
  readonly coming: Set<Pick<SendTime, 'fromMs'>>;
  waiting: readonly Waiting[];
  /** SES refused the mails as a whole: from then on each goes alone. */
  isRefused: boolean;
}

/**
 * Sends mails that are alike and due together by one request, each with its own answer.
 *
 * A request leaves when it is full, when no mail is to come that it may wait for, or when its first
 * mail has waited long enough. A mail that is alone goes by a request of its own.
 */
export const jointRequests = (ports: JointRequestsPorts): JointRequests => {
  const gatherings = new Map<string, Gathering>();

  const gatheringOf = (mail: TemplatedMail): Gathering => {
    const key = jointKeyOf(mail);
    const known = gatherings.get(key);
    if (known !== undefined) return known;
    const made: Gathering = {
      commonBytes: Buffer.byteLength(key),
      coming: new Set(),
      waiting: [],
      isRefused: false,
    };
    gatherings.set(key, made);
    return made;
  };

  return {
    seatFor: (mail, time, sendAlone) => {
      const { sendJointly } = ports;
      const alone: Seat = { send: sendAlone, leave: () => undefined };
      if (sendJointly === undefined || !mayGoJointly(mail)) return alone;
      const gathering = gatheringOf(mail);
      return mustGoAlone(gathering, ports)
        ? alone
        : seatIn(gathering, { ...ports, sendJointly }, { mail, time, sendAlone });
    },
    aheadMs: ({ prepared: { message }, recipients }) =>
      ports.sendJointly !== undefined &&
      !arePaused(ports) &&
      message.content.kind === 'template' &&
      recipients.length === 1
        ? longestGatheringMs
        : 0,
  };
};

const arePaused = ({ pausedAtSes, throttledAtMs, clock }: JointRequestsPorts): boolean =>
  throttledAtMs() + jointPauseMs > clock.now() ||
  (pausedAtSes.get(jointRequestsName) ?? 0) > clock.now();

/** SES refused the mails of this key, takes no joint requests now, or throttles. */
const mustGoAlone = ({ isRefused }: Gathering, ports: JointRequestsPorts): boolean =>
  isRefused || arePaused(ports);

type Gatherer = JointRequestsPorts & { readonly sendJointly: SendJointly };

const seatIn = (
  gathering: Gathering,
  ports: Gatherer,
  { mail, time, sendAlone }: Pick<Waiting, 'mail' | 'sendAlone'> & { readonly time: SendTime },
): Seat => {
  const { coming } = gathering;
  const bytes = ownBytesOf(mail);
  const own = { fromMs: time.fromMs };
  coming.add(own);
  return {
    send: () => {
      coming.delete(own);
      if (mustGoAlone(gathering, ports)) return sendAlone();
      const answer = Promise.withResolvers<CallAnswer>();
      const { untilMs } = time;
      const closesAtMs = closingOf(untilMs, ports.clock.now());
      join(gathering, ports, { mail, bytes, untilMs, closesAtMs, sendAlone, answer });
      return answer.promise;
    },
    leave: () => {
      if (coming.delete(own)) departIfComplete(gathering, ports);
    },
  };
};

/** When a mail that is ready now stops waiting for others; epoch ms. */
const closingOf = (untilMs: number, nowMs: number): number =>
  nowMs + Math.min(longestGatheringMs, Math.max(0, untilMs - nowMs) / 2);

/** A mail joins those that wait; they leave before it where it has no room beside them. */
const join = (gathering: Gathering, ports: Gatherer, mail: Waiting): void => {
  const bytes = gathering.waiting.reduce((sum, one) => sum + one.bytes, gathering.commonBytes);
  if (bytes + mail.bytes > mostJointBytes) depart(gathering, ports);
  gathering.waiting = [...gathering.waiting, mail];
  departIfComplete(gathering, ports);
  const isWaiting = (): boolean => gathering.waiting.includes(mail);
  if (isWaiting())
    void ports.clock.sleepUntil(mail.closesAtMs).then(() => {
      if (isWaiting()) depart(gathering, ports);
    });
};

/** Nobody is waited for whose slot comes after the first mail has waited long enough. */
const departIfComplete = (gathering: Gathering, ports: Gatherer): void => {
  const { waiting, coming } = gathering;
  const closesAtMs = Math.min(...waiting.map((one) => one.closesAtMs));
  const isAwaiting = [...coming].some(({ fromMs }) => fromMs <= closesAtMs);
  if (waiting.length >= mostJointMails || !isAwaiting) depart(gathering, ports);
};

/** All mails that wait leave: those in time together, the others not at all. */
const depart = (gathering: Gathering, ports: Gatherer): void => {
  const all = gathering.waiting;
  gathering.waiting = [];
  const nowMs = ports.clock.now();
  const due = all.filter(({ untilMs }) => nowMs <= untilMs);
  for (const one of all) if (!due.includes(one)) one.answer.resolve({ kind: 'late' });
  if (due.length > 1 && !mustGoAlone(gathering, ports)) void sendTogether(gathering, ports, due);
  else for (const one of due) one.answer.resolve(one.sendAlone());
};

const sendTogether = async (
  gathering: Gathering,
  ports: Gatherer,
  due: readonly Waiting[],
): Promise<void> => {
  const mails = due.map(({ mail }) => mail);
  if (!isNonEmpty(mails)) return;
  const answer = await ports.sendJointly(mails).catch((error: unknown) => {
    for (const one of due) one.answer.reject(error);
  });
  if (answer === undefined) return;
  const scope = answer.kind === 'refused' ? scopeOfJointRefusal(answer.refusal) : 'each';
  due.forEach((one, place) => {
    one.answer.resolve(scope === 'each' ? answerAt(answer, place) : { kind: 'late' });
  });
  if (answer.kind !== 'refused' || scope === 'each') return;
  if (scope === 'one') gathering.isRefused = true;
  else ports.pausedAtSes.set(jointRequestsName, ports.clock.now() + jointPauseMs);
  const { code, cause, remedy } = answer.refusal;
  ports.log('warn', refusedText[scope], { code, cause, remedy, mails: mails.length });
};

const refusedText = {
  one: 'SES refuses several mails in one request, maybe because of one; each goes by itself.',
  request: 'SES refuses requests for several mails now; each goes by itself for five minutes.',
} as const;

/** The answer for one mail. */
const answerAt = (answer: JointAnswer, place: number): SendAnswer =>
  answer.kind === 'answered'
    ? (answer.answers[place] ?? { kind: 'unknown', detail: 'SES gave no result for the mail.' })
    : answer;
