// What the plain SDK takes to send as many mails, each a MIME that is there already: no queue, no
// suppressions, no rate, no record.
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { answerInvocations } from '../feedback/answer-invocations.mjs';

const client = new SESClient({});

const sendOne = ({ body }) => {
  const { from, to, subject, text } = JSON.parse(body);
  const headers = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, 'MIME-Version: 1.0'];
  return client.send(
    new SendRawEmailCommand({
      Source: from,
      Destinations: to,
      RawMessage: { Data: Buffer.from(`${headers.join('\r\n')}\r\n\r\n${text}`) },
    }),
  );
};

answerInvocations(async ({ event }) => {
  await Promise.all(event.Records.map(sendOne));
});
