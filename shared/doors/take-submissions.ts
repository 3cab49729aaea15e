import { type Stream, streamFacts } from '../email/streams.ts';
import { validateMessage } from '../email/validate-message.ts';
import type { EnqueueResult } from '../enqueue/enqueue-emails.ts';
import { toBody } from '../enqueue/plan-email.ts';
import { fingerprintOf } from '../messages/fingerprint.ts';
import { isTakenByAnother } from '../messages/id-owner.ts';
import type { MessageProgress } from '../messages/ports.ts';
import { checkForm, checkRecipients } from '../ses-api/mail/check-mail.ts';
import { readMail } from '../ses-api/mail/read-mail.ts';
import type { MailAnswer } from '../ses-api/wire/bulk.ts';
import { invalidParameter, type Refusal } from '../ses-api/wire/refusal.ts';
import type { Submission } from '../ses-api/wire/submission.ts';
import { checkPlace } from './check-place.ts';
import { checkSender } from './check-sender.ts';
import { mailIdOf } from './mail-id.ts';
import type {
  DoorPorts,
  DoorTenant,
  Fields,
  Sender,
  TakeSubmission,
  TakeSubmissions,
} from './ports.ts';
import { conflict, tooLong, unavailable } from './refusals.ts';
import { streamOfSet } from './stream-of-set.ts';
import { toEmail } from './to-email.ts';

/** A mail that may go on its queue. */
interface PlannedMail {
  readonly kind: 'planned';
  readonly email: Fields;
  readonly messageId: string;
  readonly stream: Stream;
  /** Whether another mail may come under its id. */
  readonly isNamed: boolean;
}

type Planned = PlannedMail | Refusal;

/**
 * Takes mails that came in SES's form: checks each as SES does, and puts it on the queue of its
 * stream under an id that a repeat of it has, too. Rate and quota refuse nothing here: the mail
 * waits for them on its queue.
 *
 * @returns one answer per mail; a refusal of all where the world cannot be reached
 */
export const takeSubmissions =
  (ports: DoorPorts): TakeSubmissions =>
  async (sender, submissions) => {
    try {
      const tenant = await ports.findTenant(sender.key.tenantId);
      const planned = await Promise.all(
        submissions.map((submission, place) => plan(ports, tenant, sender, submission, place)),
      );
      const checked = await withoutConflicts(ports, sender.key.tenantId, planned);
      return await enqueue(ports, checked);
    } catch (error) {
      ports.tellFailure(error);
      return unavailable;
    }
  };

/** Takes one mail; see {@link takeSubmissions}. */
export const takeSubmission = (ports: DoorPorts): TakeSubmission => {
  const take = takeSubmissions(ports);
  return async (key, submission) => {
    const answers = await take({ key }, [submission]);
    return 'kind' in answers ? answers : (answers[0] ?? unavailable);
  };
};

const plan = async (
  ports: DoorPorts,
  tenant: DoorTenant,
  sender: Sender,
  submission: Submission,
  place: number,
): Promise<Planned> => {
  const { key } = sender;
  const mail = readMail(submission);
  const refusal =
    tooLong(submission) ??
    checkForm(mail) ??
    checkRecipients(mail) ??
    checkPlace(mail, tenant) ??
    (await checkSender(mail, key.tenantId, tenant, ports.findOwner));
  if (refusal !== undefined) return refusal;
  const { streams } = tenant.settings;
  const chosen = streamOfSet(mail.configurationSet, key, streams, ports.configurationSets);
  if (chosen.kind === 'refused') return chosen;
  const { stream } = chosen;
  const id = mailIdOf(mail, sender, place, ports.newId);
  const written = toEmail(mail, { key, messageId: id.messageId, stream, nowMs: ports.now() });
  return written.kind === 'refused'
    ? written
    : { kind: 'planned', ...id, stream, email: written.email };
};

/**
 * Refuses mails whose id another mail has. What came a moment ago is not in the table yet: the
 * sender refuses it then, and it lies in the dead letters.
 */
const withoutConflicts = async (
  { findProgress, now }: DoorPorts,
  tenantId: string,
  planned: readonly Planned[],
): Promise<readonly Planned[]> => {
  const named = planned.filter((one) => one.kind === 'planned' && one.isNamed);
  if (named.length === 0) return planned;
  const ids = [...new Set(named.flatMap((one) => ('messageId' in one ? [one.messageId] : [])))];
  const found = await findProgress(
    ids.map((messageId) => ({ tenantId, messageId })),
    'eventual',
  );
  const owners = new Map(found.map((owner) => [owner.key.messageId, owner]));
  return planned.map((one) =>
    one.kind === 'planned' && belongsToAnother(one, owners.get(one.messageId), now())
      ? conflict
      : one,
  );
};

const belongsToAnother = (
  { email, messageId, stream }: PlannedMail,
  owner: MessageProgress | undefined,
  nowMs: number,
): boolean => {
  const body = owner === undefined ? undefined : toBody(email);
  if (owner === undefined || body === undefined) return false;
  const queueLane = streamFacts[stream].lane;
  const read = validateMessage(body, { sqsMessageId: messageId, queueLane, nowMs });
  return read.kind === 'valid' && isTakenByAnother(owner, fingerprintOf(read.message));
};

const enqueue = async (
  ports: DoorPorts,
  planned: readonly Planned[],
): Promise<readonly MailAnswer[]> => {
  const ready = planned.filter((one) => one.kind === 'planned');
  const results = ready.length === 0 ? [] : await ports.enqueue(ready.map(({ email }) => email));
  const answers = new Map(ready.map((one, index) => [one, answerOf(results[index])]));
  return planned.map((one) => (one.kind === 'refused' ? one : (answers.get(one) ?? unavailable)));
};

const answerOf = (result: EnqueueResult | undefined): MailAnswer => {
  switch (result?.kind) {
    case 'queued':
      return { kind: 'accepted', messageId: result.messageId };
    case 'invalid':
      return invalidParameter(result.problems.join('; '));
    default:
      return unavailable;
  }
};
