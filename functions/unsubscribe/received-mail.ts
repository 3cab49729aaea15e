import * as z from 'zod/mini';
import { parseJson } from '../../shared/system/parse-json.ts';

/** The part of SES's event about received mail that is read. */
const mailEvent = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:ses'),
      ses: z.object({
        mail: z.object({
          headers: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
          commonHeaders: z.optional(z.object({ subject: z.optional(z.string()) })),
        }),
      }),
    }),
  ),
});

/** Batch of the queue of failed runs. */
const failedRuns = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:sqs'),
      messageId: z.string().check(z.minLength(1)),
      body: z.string(),
    }),
  ),
});

/**
 * Lambda's record of a failed run, with the event that the run was given.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const failedRun = z.object({ requestPayload: z.unknown() });

/** Mails that an earlier run could not take, by the id of their message on the queue. */
export interface WaitingMails {
  readonly id: string;
  /** Empty for a message that is no record of such a run. */
  readonly subjects: readonly string[];
}

/**
 * Reads the subjects of received mail, empty where a mail has none. No other header is looked at: who
 * sent the mail proves nothing, and the token in its subject proves everything.
 *
 * @returns undefined when the event is not SES's
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
 */
export const readSubjects = (event: unknown): readonly string[] | undefined => {
  const read = mailEvent.safeParse(event);
  return read.success
    ? read.data.Records.map(
        ({ ses: { mail } }) =>
          mail.commonHeaders?.subject ??
          mail.headers?.find(({ name }) => name.toLowerCase() === 'subject')?.value ??
          '',
      )
    : undefined;
};

/**
 * Reads the mails of failed runs, which their queue gives back.
 *
 * @returns undefined when the event is not a batch of SQS
 */
export const readWaitingMails = (event: unknown): readonly WaitingMails[] | undefined => {
  const read = failedRuns.safeParse(event);
  return read.success
    ? read.data.Records.map(({ messageId, body }) => ({
        id: messageId,
        subjects: subjectsOfRun(body) ?? [],
      }))
    : undefined;
};

const subjectsOfRun = (body: string): readonly string[] | undefined => {
  const run = failedRun.safeParse(parseJson(body));
  return run.success ? readSubjects(run.data.requestPayload) : undefined;
};
