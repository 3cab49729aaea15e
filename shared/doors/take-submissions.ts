import type { EnqueueResult } from '../enqueue/enqueue-emails.ts';
import { findConflicts } from '../enqueue/find-conflicts.ts';
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
      const checked = await withoutConflicts(ports, planned);
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
  const chosen = streamOfSet(mail.configurationSet, key, streams, ports.streams);
  if (chosen.kind === 'refused') return chosen;
  const { stream } = chosen;
  const id = mailIdOf(mail, sender, place, ports.newId);
  const written = toEmail(mail, { key, messageId: id.messageId, stream, nowMs: ports.now() });
  return written.kind === 'refused'
    ? written
    : { kind: 'planned', isNamed: id.isNamed, email: written.email };
};

/** Refuses mails whose id another mail has. */
const withoutConflicts = async (
  { findProgress, streams, now }: DoorPorts,
  planned: readonly Planned[],
): Promise<readonly Planned[]> => {
  const named = planned.flatMap((one) =>
    one.kind === 'planned' && one.isNamed ? [one.email] : [],
  );
  const conflicts = await findConflicts(findProgress, named, { streams, nowMs: now() });
  return planned.map((one) =>
    one.kind === 'planned' && conflicts.has(one.email) ? conflict : one,
  );
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
