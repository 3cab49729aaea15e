/** A counter in DynamoDB per second, which no process may raise above the rate. */
import { dynamodbClient, sesClient } from './worker/clients.ts';
import { readEnvironment } from './worker/environment.ts';
import { type Send, sendBySes } from './worker/mail.ts';
import { runWorker } from './worker/run-worker.ts';
import { secondCounter } from './worker/second-counter.ts';
import { createStatistics } from './worker/statistics.ts';

/**
 * Number of attempts, as many as the SDK makes by itself. Here each takes a turn of its own, so
 * that no retry avoids the counter.
 */
const attempts = 3;

const environment = readEnvironment();
const statistics = createStatistics();
const sendOnce = sendBySes(sesClient(environment, { maxAttempts: 1 }));
const takeTurn = secondCounter({
  client: dynamodbClient(environment, statistics),
  table: environment.table,
  limit: environment.rate,
});

const isThrottled = (error: unknown): boolean =>
  error instanceof Error && error.name === 'Throttling';

const send: Send = async (mail) => {
  for (let attempt = 1; ; attempt += 1) {
    await takeTurn();
    try {
      return await sendOnce(mail);
    } catch (error) {
      if (attempt === attempts || !isThrottled(error)) throw error;
    }
  }
};

runWorker({ environment, statistics, send });
