import * as z from 'zod/mini';

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
