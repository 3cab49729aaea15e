import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { Mail, SendAnswer } from '../../../shared/ses-api/ports.ts';
import type { Report } from '../checks/violation.ts';
import type { WayOutScenario } from '../scenario/scenario.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import type { Container } from './container.ts';
import { mailboxOf } from './mailboxes.ts';
import { type Accepted, acceptedMail, subjectOf } from './ses.ts';
import { callOverNetwork, type SesFaults } from './ses-network.ts';

/** A back-up SMTP provider. It takes mail for one recipient at a time, and tells of nothing later. */
export interface Provider {
  readonly send: (container: Container, mail: Mail) => Promise<SendAnswer>;
}

export interface ProviderOptions {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly settings: WayOutScenario;
  readonly faults: () => SesFaults;
  readonly report: Report;
  readonly onAccepted: (accepted: Accepted) => void;
}

const minuteMs = 60_000;
/** Recipients above the rate in a minute that clocks, bursts and the network explain; seconds of it. */
const slackSeconds = 8;

export const createProvider = ({
  timeline,
  dice,
  settings,
  faults,
  report,
  onAccepted,
}: ProviderOptions): Provider => {
  /** By stream, for each has a way out with a rate of its own. */
  const arrivalsOf = new Map<string, number[]>();
  let taken = 0;
  const checkRate = (subject: string, stream: string): void => {
    const nowMs = timeline.now();
    const arrivals = arrivalsOf.get(stream) ?? [];
    arrivalsOf.set(stream, arrivals);
    arrivals.push(nowMs);
    while ((arrivals[0] ?? nowMs) < nowMs - minuteMs) arrivals.shift();
    const most = settings.ratePerSecond * (60 + slackSeconds);
    if (arrivals.length > most)
      report('rate', subject, `the provider got ${arrivals.length} mails within a minute`);
  };
  const judge = (mail: Mail): SendAnswer => {
    const subject = subjectOf(mail);
    checkRate(subject, mail.tags[pipelineTags.stream] ?? '');
    if (mail.destinations.length > 1) return refusal('message', 'OneRecipientPerCall');
    if (mail.destinations.some((address) => mailboxOf(address) === 'refused'))
      return refusal('message', 'SMTP 550');
    if (dice.chance(0.02)) return refusal('later', 'SMTP 451');
    taken += 1;
    const id = `smtp-${taken}`;
    onAccepted({ ...acceptedMail(mail, id, timeline.now()), bySmtp: true });
    return { kind: 'accepted', sesMessageId: id };
  };
  const network = { timeline, dice, faults, onLate: () => undefined };
  return {
    send: (container, mail) => container.reach(() => callOverNetwork(network, () => judge(mail))),
  };
};

const refusal = (kind: 'message' | 'later', code: string): SendAnswer => ({
  kind: 'refused',
  refusal: { kind, code, cause: 'the provider refuses', remedy: 'none' },
});
