// One container of the sender: the packaged bundle, invoked with one batch after the other.
import { pathToFileURL } from 'node:url';
import { answerInvocations } from '../feedback/answer-invocations.mjs';

const { handler } = await import(pathToFileURL(process.argv[2]).href);
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 };

answerInvocations(async ({ event }) => {
  const answer = await handler(event, context);
  if (answer.batchItemFailures.length > 0)
    throw new Error(`${answer.batchItemFailures.length} mails were not sent`);
});
