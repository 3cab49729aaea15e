// One container of a recorder: the packaged bundle, invoked with one event after the other.
import { pathToFileURL } from 'node:url';
import { answerInvocations } from './answer-invocations.mjs';

const { handler } = await import(pathToFileURL(process.argv[2]).href);
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 30_000 };

answerInvocations(async ({ event }) => {
  const answer = await handler(event, context);
  if (answer?.batchItemFailures?.length > 0)
    throw new Error(`${answer.batchItemFailures.length} events were not recorded`);
});
