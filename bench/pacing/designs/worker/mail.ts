import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import * as z from 'zod/mini';

const mailShape = z.object({ id: z.string(), to: z.string() });

/** One message of the backlog. */
export type Mail = z.infer<typeof mailShape>;

/**
 * Resolves when SES has taken the mail; rejects with the SDK's error when its attempts are used up.
 */
export type Send = (mail: Mail) => Promise<void>;

/** @throws Error when it is not a message of the bench */
export const parseMail = (body: string): Mail => mailShape.parse(JSON.parse(body));

/**
 * Sends with SES's SendEmail, one recipient a call, tagged so that the simulator can tell copies.
 */
export const sendBySes =
  (client: SESClient): Send =>
  async ({ id, to }) => {
    await client.send(
      new SendEmailCommand({
        Source: 'bench@example.com',
        Destination: { ToAddresses: [to] },
        Message: {
          Subject: { Data: 'Bench' },
          Body: { Text: { Data: 'One message of the bench.' } },
        },
        Tags: [
          { Name: 'pipeline-message', Value: id },
          { Name: 'pipeline-tenant', Value: 'bench' },
        ],
      }),
    );
  };
