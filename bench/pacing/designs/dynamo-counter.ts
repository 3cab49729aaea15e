/** A counter in DynamoDB for each second, which no process may take beyond the rate. */
import { dynamodbClient, sesClient } from './worker/clients.ts';
import { readEnvironment } from './worker/environment.ts';
import { sendBySes } from './worker/mail.ts';
import { runWorker } from './worker/run-worker.ts';
import { secondCounter } from './worker/second-counter.ts';
import { createStatistics } from './worker/statistics.ts';

const environment = readEnvironment();
const statistics = createStatistics();
const send = sendBySes(sesClient(environment));
const takeTurn = secondCounter({
  client: dynamodbClient(environment, statistics),
  table: environment.table,
  limit: environment.rate,
});

runWorker({
  environment,
  statistics,
  send: async (mail) => {
    await takeTurn();
    await send(mail);
  },
});
